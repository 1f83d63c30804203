import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServedScript } from './served-script.ts';

/**
 * Five minutes, then ask again with the ETag in the background: a new tag is everywhere within minutes, and a page
 * still has its tag, which keeps the events, while the collector is down. https://www.rfc-editor.org/rfc/rfc5861
 */
const MOVING_CACHE = 'public, max-age=300, stale-while-revalidate=86400';
const FROZEN_CACHE = 'public, max-age=31536000, immutable';

/** Bundles that are a whole tag, and so are told of the site's settings; the others stand beside one. */
const WHOLE_TAGS: ReadonlySet<string> = new Set(['', 'debug']);

/** The tag and what goes with it, as browsers get them. */
export interface TagFiles {
  /** Path of the tag's frozen file, and what its `integrity` attribute has to say. */
  readonly frozenPath: string;
  readonly integrity: string;
  /** The same of all files: integrity by frozen path. */
  readonly integrities: Readonly<Record<string, string>>;
  /** Handlers of GET by their path. */
  readonly routes: ReadonlyMap<string, (request: IncomingMessage, response: ServerResponse) => void>;
}

export interface TagNaming {
  /** Of the package; part of the frozen names. */
  readonly version: string;
  /** Where the moving tag is served; everything else lies beside it. */
  readonly movingPath: string;
  /** Hosts that hand ids to each other. The moving tag is told; frozen bytes depend on the version alone. */
  readonly linkDomains: readonly string[];
}

/**
 * Prepares the bundles once, each as a moving and a frozen file.
 *
 * @param bundles their texts by name; '' is the tag itself, which there must be
 */
export function createTagFiles(
  bundles: ReadonlyMap<string, string>,
  { version, movingPath, linkDomains }: TagNaming,
): TagFiles {
  const stem = movingPath.replace(/\.js$/, '');
  const routes = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  const integrities: Record<string, string> = {};
  const frozenPathOf = (name: string) => `${stem}${name && `.${name}`}-${version}.js`;

  for (const [name, source] of bundles) {
    const frozen = createServedScript(source);
    const told = WHOLE_TAGS.has(name) ? settingsFor(linkDomains) : '';
    const moving = told ? createServedScript(told + source) : frozen;
    const frozenPath = frozenPathOf(name);
    integrities[frozenPath] = frozen.integrity;
    routes.set(name ? `${stem}.${name}.js` : movingPath, (request, response) =>
      moving.serve(request, response, MOVING_CACHE),
    );
    routes.set(frozenPath, (request, response) => frozen.serve(request, response, FROZEN_CACHE));
  }
  const frozenPath = frozenPathOf('');
  return { frozenPath, integrity: integrities[frozenPath] ?? '', integrities, routes };
}

/** One statement before the tag. The names are checked when the configuration is read; they are escaped all the same. */
function settingsFor(linkDomains: readonly string[]): string {
  if (linkDomains.length === 0) return '';
  const literal = JSON.stringify(linkDomains.join()).replaceAll(
    /[<>\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  // Behind whatever the page itself says, and before the tag looks.
  return `(window.clickthread=window.clickthread||function(){(clickthread.q=clickthread.q||[]).push(arguments)},clickthread.q=clickthread.q||[]).unshift(["init",{domains:${literal}}]);\n`;
}
