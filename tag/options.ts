/** How the tag was put on the page. */
export interface Options {
  /** Pixel code; may be left out where the collector knows one pixel only. */
  readonly pixel: string | undefined;
  /** Where events go: the host that the script came from, unless `data-endpoint` says otherwise. */
  readonly endpoint: string | URL;
  /** False with `data-mode="server"`: the pixel is never called. */
  readonly hybrid: boolean;
}

/** Reads the attributes of the tag's own script element. */
export function readOptions({ src, dataset }: HTMLScriptElement): Options {
  return {
    pixel: dataset.pixel,
    endpoint: dataset.endpoint ?? new URL('/collect', src),
    hybrid: dataset.mode !== 'server',
  };
}
