/** An event that the site's own mapping leaves out: it has no name at TikTok, or is switched off. */
export interface Dropped {
  readonly dropped: 'unmapped' | 'disabled';
  /** As it was sent. */
  readonly event: string;
}

/** Tells a dropped event from the result that stands in the same place. */
export function isDropped(value: object | string): value is Dropped {
  return typeof value === 'object' && 'dropped' in value;
}
