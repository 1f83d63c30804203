import { beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConsentModeNeeds, type ConsentModePage, readConsentMode } from './read-consent-mode.ts';

/** What Google's `gtag` pushes: its own `arguments`. https://developers.google.com/tag-platform/security/guides/consent */
const consent: (kind: 'default' | 'update', values: object) => ArrayLike<unknown> = (...told) =>
  (function (..._: unknown[]) {
    // biome-ignore lint/complexity/noArguments: an array would be another thing than Google pushes
    return arguments;
  })('consent', ...told);

const BOTH = { ad_storage: 'granted', ad_user_data: 'granted' };
const NEITHER = { ad_storage: 'denied', ad_user_data: 'denied' };

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** Reads a page's data layer; returns what is reported, each decision as often as it comes. */
function watch(page: Record<string, unknown>, needs?: ConsentModeNeeds): string[] {
  const told: string[] = [];
  readConsentMode(Object.assign(page, { setTimeout }) as ConsentModePage, (each) => told.push(each), needs);
  return told;
}

interface Case {
  readonly commands: readonly unknown[];
  readonly needs?: ConsentModeNeeds;
  /** The last that is reported. */
  readonly decision: string | undefined;
  readonly reason: string;
}

const CASES: readonly Case[] = [
  { commands: [], decision: undefined, reason: 'nothing said' },
  { commands: [consent('default', BOTH)], decision: 'granted', reason: 'granted to everybody by default' },
  {
    commands: [consent('default', NEITHER)],
    decision: undefined,
    reason: 'denied by default: not asked yet',
  },
  {
    commands: [consent('default', BOTH), consent('default', { ...NEITHER, region: ['ES', 'US-AK'] })],
    decision: undefined,
    reason: 'granted, but denied in some regions, and we do not know ours',
  },
  {
    commands: [consent('default', { ...NEITHER, region: ['ES'] }), consent('default', BOTH)],
    decision: undefined,
    reason: 'the same, the other way round',
  },
  {
    commands: [consent('default', BOTH), consent('default', { analytics_storage: 'denied', region: ['ES'] })],
    decision: 'granted',
    reason: 'a region that denies what we do not need',
  },
  {
    commands: [consent('default', { ...BOTH, region: ['US'] })],
    decision: undefined,
    reason: 'granted in some regions only',
  },
  {
    commands: [consent('default', { ad_storage: 'granted' })],
    decision: undefined,
    reason: 'one signal granted, the other never named',
  },
  {
    commands: [consent('default', NEITHER), consent('update', BOTH)],
    decision: 'granted',
    reason: 'the visitor agrees',
  },
  {
    commands: [consent('default', NEITHER), consent('update', NEITHER)],
    decision: 'denied',
    reason: 'the visitor refuses',
  },
  {
    commands: [consent('default', BOTH), consent('update', { ad_user_data: 'denied' })],
    decision: 'denied',
    reason: 'an update names one signal; the other stays as it was',
  },
  {
    commands: [
      consent('default', { ad_storage: 'granted', ad_user_data: 'denied' }),
      consent('update', { ad_user_data: 'granted' }),
    ],
    decision: 'granted',
    reason: 'the same for the better',
  },
  {
    commands: [
      consent('default', NEITHER),
      consent('update', { ad_storage: 'granted' }),
      consent('update', { ad_user_data: 'granted' }),
    ],
    decision: 'granted',
    reason: 'one decision in two commands',
  },
  {
    commands: [consent('default', NEITHER), consent('update', { analytics_storage: 'granted' })],
    decision: undefined,
    reason: 'an update of what we do not need',
  },
  {
    commands: [consent('update', BOTH), consent('default', NEITHER)],
    decision: 'granted',
    reason: 'a default that comes too late',
  },
  {
    commands: [consent('default', NEITHER), consent('update', BOTH), consent('update', NEITHER)],
    decision: 'denied',
    reason: 'the visitor takes it back',
  },
  {
    commands: [['consent', 'update', BOTH]],
    decision: 'granted',
    reason: 'an array in place of arguments',
  },
  {
    commands: [consent('default', NEITHER), consent('update', { analytics_storage: 'granted' })],
    needs: { signals: 'analytics_storage' },
    decision: 'granted',
    reason: 'the site needs another signal',
  },
  {
    commands: [consent('update', BOTH)],
    needs: { signals: 'ad_storage, ad_user_data, ad_personalization' },
    decision: 'denied',
    reason: 'the site needs more than is granted',
  },
  {
    commands: [null, undefined, 7, 'consent', { event: 'gtm.js' }, ['consent'], ['consent', 'update', null]],
    decision: undefined,
    reason: 'other things in the data layer',
  },
];

describe('readConsentMode', () => {
  it.each(CASES)('before the add-on: $reason', ({ commands, needs, decision }) => {
    const told = watch({ dataLayer: [...commands] }, needs);
    vi.runAllTimers();
    expect(told.at(-1)).toBe(decision);
  });

  it.each(CASES)('after the add-on: $reason', ({ commands, needs, decision }) => {
    const page: { dataLayer?: unknown[] } = {};
    const told = watch(page, needs);
    for (const command of commands) page.dataLayer?.push(command);
    vi.runAllTimers();
    expect(told.at(-1)).toBe(decision);
    expect(page.dataLayer).toEqual(commands);
  });

  it('leaves an update the time that a default asks for', () => {
    const page = { dataLayer: [consent('default', { ...BOTH, wait_for_update: 500 })] as unknown[] };
    const told = watch(page);
    vi.advanceTimersByTime(499);
    expect(told).toEqual([]);
    page.dataLayer.push(consent('update', NEITHER));
    vi.runAllTimers();
    expect(new Set(told)).toEqual(new Set(['denied']));
  });

  it('reads a data layer of another name', () => {
    const page = { tagLayer: [consent('update', BOTH)], dataLayer: [consent('update', NEITHER)] };
    const told = watch(page, { layer: 'tagLayer' });
    vi.runAllTimers();
    expect(told).toEqual(['granted']);
  });

  it('leaves push as it was for everybody else', () => {
    const page = { dataLayer: [] as unknown[] };
    watch(page);
    const { push } = page.dataLayer;
    expect(page.dataLayer.push(1, 2)).toBe(2);
    expect(push.call(page.dataLayer, 3)).toBe(3);
    expect(page.dataLayer).toEqual([1, 2, 3]);
    expect(Object.keys(page.dataLayer)).toEqual(['0', '1', '2']);
    expect(page.dataLayer.push).toBe(push);
  });

  it('hears what is pushed after a tag manager has put its own push there', () => {
    const page = { dataLayer: [] as unknown[] };
    const told = watch(page);
    const managed: unknown[] = [];
    const found = page.dataLayer.push;
    // As Google's data layer helper does. https://github.com/google/data-layer-helper
    page.dataLayer.push = function (this: unknown[], ...entries) {
      managed.push(...entries);
      return found.apply(this, entries);
    };
    const update = consent('update', BOTH);
    expect(page.dataLayer.push(update)).toBe(1);
    vi.runAllTimers();
    expect(told).toEqual(['granted']);
    expect(managed).toEqual([update]);
    expect(page.dataLayer).toEqual([update]);
  });

  it('hears what is pushed where another push forgets the one that was there', () => {
    const page = { dataLayer: [] as unknown[] };
    const told = watch(page);
    page.dataLayer.push = () => 0;
    page.dataLayer.push(consent('update', NEITHER));
    vi.runAllTimers();
    expect(told).toEqual(['denied']);
  });

  it("passes on what the page's own push throws", () => {
    const page = { dataLayer: [] as unknown[] };
    page.dataLayer.push = () => {
      throw new RangeError('full');
    };
    watch(page);
    expect(() => page.dataLayer.push(1)).toThrow('full');
  });
});
