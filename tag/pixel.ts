interface Pixel {
  track(event: string, properties: object, options: { event_id: string }): void;
  identify(person: object): void;
}

interface PixelWindow {
  /** Name of the global that holds the pixel; TikTok's snippet sets it, and it need not be `ttq`. */
  readonly TiktokAnalyticsObject?: string;
  readonly [global: string]: unknown;
}

/** The pixel of the page, or its stub; looked up anew each time, since its library may replace the object. */
function pixel(): Pixel {
  const page = window as unknown as PixelWindow;
  return page[page.TiktokAnalyticsObject ?? 'ttq'] as Pixel;
}

/** Tells the pixel of an event under the same name and id as the collector. Throws where the page has no pixel. */
export function tellPixel(event: string, properties: object, id: string): void {
  pixel().track(event, properties, { event_id: id });
}

/** Tells the pixel who the visitor is; it hashes e-mail and phone itself. Throws where the page has no pixel. */
export function identifyToPixel(email: string | undefined, phone: string | undefined): void {
  pixel().identify({ email, phone_number: phone });
}
