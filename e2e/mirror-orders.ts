import type { Pieces, Takeover } from './mirror-site.ts';
import { PIXEL_CODE, SECOND_PIXEL_CODE } from './stack.ts';

/** A page, and what each side is to hear of its events. Names of events are those of the calls, so none comes twice. */
export interface LoadOrder {
  readonly name: string;
  readonly html: (pieces: Pieces) => string;
  /** Which of the two scripts is there first; the other one is held back meanwhile. */
  readonly first?: 'tag' | 'pixel';
  /** What the page does when all that its HTML has asked for is there. */
  readonly later?: (pieces: Pieces) => string;
  /** What it does when what `later` asked for is there too. */
  readonly atLast?: string;
  readonly both: readonly string[];
  /** Calls that the tag cannot have seen. */
  readonly pixelAlone?: readonly string[];
  /** Calls that the pixel itself no longer hears, by the way in which it takes over. */
  readonly lostByPixel?: Partial<Record<Takeover, readonly string[]>>;
  /** Events that the second pixel gets as well, or alone. */
  readonly alsoToSecond?: readonly string[];
  readonly onlyToSecond?: readonly string[];
  readonly rules?: true;
  /** The name of the pixel's global. */
  readonly globalName?: string;
  readonly withoutTag?: true;
  readonly isMirrorOff?: true;
}

/** Properties that tell events apart. */
export const propertiesOf = (event: string) => ({ description: event, value: 5, currency: 'USD' });

const say = (event: string, pixel = 'ttq') =>
  `${pixel}.track(${JSON.stringify(event)},${JSON.stringify(propertiesOf(event))});`;
const tell = (event: string) =>
  `clickthread('track',${JSON.stringify(event)},${JSON.stringify(propertiesOf(event))});`;
const push = (event: string) => `ttq.push(${JSON.stringify(['track', event, propertiesOf(event)])});`;
const script = (code: string) => `<script>${code}</script>`;
const second = `ttq.instance('${SECOND_PIXEL_CODE}')`;
const loadSecond = script(`ttq.load('${SECOND_PIXEL_CODE}')`);
const injectTag = (url: string) =>
  `{const made=document.createElement('script');made.src=${JSON.stringify(url)};made.dataset.pixel='${PIXEL_CODE}';document.head.append(made)}`;

export const LOAD_ORDERS: readonly LoadOrder[] = [
  {
    name: 'tag, snippet, library',
    html: ({ tag, snippet }) => tag() + snippet() + script(say('AddToCart')),
    first: 'tag',
    later: () => say('Search'),
    both: ['AddToCart', 'Search'],
  },
  {
    name: 'snippet with queued calls, tag, library',
    html: ({ tag, snippet }) => snippet() + script(say('AddToCart')) + tag() + script(say('ViewContent')),
    first: 'tag',
    later: () => say('Search'),
    both: ['AddToCart', 'ViewContent', 'Search'],
  },
  {
    name: 'snippet, library, tag: what the pixel has sent by then is its own',
    html: ({ tag, snippet }) => snippet() + script(say('AddToCart')) + tag('async'),
    first: 'pixel',
    later: () => say('Search'),
    both: ['Search'],
    pixelAlone: ['AddToCart'],
  },
  {
    name: 'tag, much later the snippet',
    html: ({ tag }) => tag(),
    later: ({ snippetCode }) => snippetCode + say('AddToCart'),
    atLast: say('Search'),
    both: ['AddToCart', 'Search'],
  },
  {
    name: 'another global name, snippet first',
    html: ({ tag, snippet }) => snippet('tt') + script(say('AddToCart', 'tt')) + tag(),
    first: 'tag',
    later: () => say('Search', 'tt'),
    both: ['AddToCart', 'Search'],
    globalName: 'tt',
  },
  {
    name: 'another global name, tag first',
    html: ({ tag, snippet }) => tag() + snippet('tt') + script(say('AddToCart', 'tt')),
    first: 'tag',
    later: () => say('Search', 'tt'),
    both: ['AddToCart', 'Search'],
    globalName: 'tt',
  },
  {
    name: 'two pixels, of which the collector is told of one',
    html: ({ tag, snippet }) => snippet() + loadSecond + script(say('AddToCart')) + tag(),
    first: 'tag',
    later: () => say('Search'),
    both: ['AddToCart', 'Search'],
    alsoToSecond: ['AddToCart', 'Search'],
  },
  {
    name: 'two snippets of one pixel, tag between them',
    html: ({ tag, snippet }) =>
      snippet() + script(say('AddToCart')) + tag() + snippet() + script(say('ViewContent')),
    first: 'tag',
    later: () => say('Search'),
    both: ['AddToCart', 'ViewContent', 'Search'],
  },
  {
    name: 'a second snippet after the library has taken over',
    html: ({ tag, snippet }) => snippet() + tag(),
    later: ({ snippetCode }) => snippetCode + say('AddToCart'),
    atLast: say('Search'),
    both: ['AddToCart', 'Search'],
  },
  {
    name: 'calls to one pixel by ttq.instance, before and after everything',
    html: ({ tag, snippet }) =>
      snippet() + loadSecond + script(say('AddToCart', second)) + tag() + script(say('ViewContent', second)),
    first: 'tag',
    later: () => say('Search', second),
    both: [],
    onlyToSecond: ['AddToCart', 'ViewContent', 'Search'],
  },
  {
    name: 'pixel_code in the options',
    html: ({ tag, snippet }) => snippet() + loadSecond + tag(),
    later: () =>
      `ttq.track('AddToCart',${JSON.stringify(propertiesOf('AddToCart'))},{pixel_code:'${SECOND_PIXEL_CODE}'});`,
    both: [],
    onlyToSecond: ['AddToCart'],
  },
  {
    name: 'legacy ttq.push before the tag, before the library and after it',
    html: ({ tag, snippet }) => snippet() + script(push('AddToCart')) + tag() + script(push('ViewContent')),
    first: 'tag',
    later: () => push('Search'),
    both: ['AddToCart', 'ViewContent', 'Search'],
  },
  {
    name: 'a reference to ttq kept from before the tag',
    html: ({ tag, snippet }) => snippet() + script('kept=ttq') + tag() + script(say('AddToCart', 'kept')),
    first: 'tag',
    later: () => say('Search', 'kept'),
    both: ['AddToCart', 'Search'],
    lostByPixel: { replace: ['Search'] },
  },
  {
    name: 'a reference to ttq.instance kept from before the tag',
    html: ({ tag, snippet }) =>
      snippet() + loadSecond + script(`kept=${second}`) + tag() + script(say('AddToCart', 'kept')),
    first: 'tag',
    later: () => say('Search', 'kept'),
    both: [],
    onlyToSecond: ['AddToCart', 'Search'],
    lostByPixel: { replace: ['Search'] },
  },
  {
    name: 'an event of the event builder, sent from inside the library',
    html: ({ tag, snippet }) => snippet() + tag(),
    first: 'tag',
    later: () => say('Search'),
    both: ['ClickButton', 'Search'],
    rules: true,
  },
  {
    name: 'tag put in by a tag manager, before the library',
    html: ({ snippet, tagUrl }) => snippet() + script(say('AddToCart')) + script(injectTag(tagUrl)),
    first: 'tag',
    later: () => say('Search'),
    both: ['AddToCart', 'Search'],
  },
  {
    name: 'tag put in by a tag manager, after the library',
    html: ({ snippet, tagUrl }) => snippet() + script(injectTag(tagUrl)),
    first: 'pixel',
    later: () => say('Search'),
    both: ['Search'],
  },
  {
    name: 'the tag taken out: the pixel goes on as before',
    html: ({ snippet }) => snippet() + script(say('AddToCart')),
    later: () => say('Search'),
    both: [],
    pixelAlone: ['AddToCart', 'Search'],
    withoutTag: true,
  },
  {
    name: 'clickthread beside ttq, before and after the library',
    html: ({ tag, snippet }) => snippet() + tag() + script(say('AddToCart') + tell('ViewContent')),
    first: 'tag',
    later: () => say('Search') + tell('Subscribe'),
    both: ['AddToCart', 'ViewContent', 'Search', 'Subscribe'],
  },
  {
    name: 'data-mirror="off": only what is told to the tag',
    html: ({ tag, snippet }) => snippet() + tag('data-mirror="off"'),
    later: () => say('AddToCart') + tell('Search'),
    both: ['Search'],
    pixelAlone: ['AddToCart'],
    isMirrorOff: true,
  },
];
