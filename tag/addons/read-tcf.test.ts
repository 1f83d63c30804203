import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readTcf, type TcData, type TcfNeeds, type TcfPage } from './read-tcf.ts';

/**
 * A consent platform as the CMP API describes it: one function, which calls back with what it knows, as often as that
 * changes. https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
function createPlatform() {
  const listeners: ((data: TcData, success: boolean) => void)[] = [];
  return {
    tell: (data: TcData, success = true) => {
      for (const listener of listeners) listener(data, success);
    },
    api: (command: string, version: number, callback: (data: TcData, success: boolean) => void) => {
      // Other commands are deprecated since 2.2, or not for us.
      expect([command, version]).toEqual(['addEventListener', 2]);
      listeners.push(callback);
    },
  };
}

const agreed = (purposes: number[], vendors: number[] = []) => ({
  purpose: { consents: Object.fromEntries(purposes.map((id) => [id, true])) },
  vendor: { consents: Object.fromEntries(vendors.map((id) => [id, true])) },
});

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

function watch(page: Partial<TcfPage>, needs?: TcfNeeds): string[] {
  const told: string[] = [];
  readTcf(Object.assign(page, { setTimeout }) as TcfPage, (decision) => told.push(decision), needs);
  return told;
}

interface Case {
  readonly data: object;
  readonly needs?: TcfNeeds;
  readonly success?: boolean;
  readonly told: string[];
  readonly reason: string;
}

describe('readTcf', () => {
  it.each<Case>([
    {
      data: { gdprApplies: true, eventStatus: 'tcloaded', ...agreed([1, 7]) },
      told: ['granted'],
      reason: 'a returning visitor has agreed before',
    },
    {
      data: { gdprApplies: true, eventStatus: 'tcloaded', ...agreed([]) },
      told: ['denied'],
      reason: 'a returning visitor has refused before',
    },
    {
      data: { gdprApplies: true, eventStatus: 'useractioncomplete', ...agreed([1, 2, 7, 10]) },
      told: ['granted'],
      reason: 'the visitor agrees, to more than is needed',
    },
    {
      data: { gdprApplies: true, eventStatus: 'useractioncomplete', ...agreed([1]) },
      told: ['denied'],
      reason: 'one purpose is missing',
    },
    {
      data: {
        gdprApplies: true,
        eventStatus: 'useractioncomplete',
        purpose: { consents: { 1: true, 7: false } },
      },
      told: ['denied'],
      reason: 'one purpose is refused',
    },
    {
      data: { gdprApplies: true, eventStatus: 'cmpuishown', ...agreed([1, 7]) },
      told: [],
      reason: 'the dialogue is open: what it says is not said yet',
    },
    { data: { gdprApplies: true }, told: [], reason: 'the first call of a platform that is still loading' },
    { data: { eventStatus: undefined }, told: [], reason: 'nobody knows yet whether GDPR applies' },
    {
      data: { gdprApplies: false },
      told: ['granted'],
      reason: 'GDPR does not apply: no more than that is told',
    },
    {
      data: { gdprApplies: false, eventStatus: 'tcloaded' },
      success: false,
      told: [],
      reason: 'the platform could not take the listener',
    },
    {
      data: { gdprApplies: true, eventStatus: 'tcloaded', ...agreed([1, 7], [1000]) },
      needs: { vendor: '1000' },
      told: ['granted'],
      reason: 'the vendor too',
    },
    {
      data: { gdprApplies: true, eventStatus: 'tcloaded', ...agreed([1, 7], [999]) },
      needs: { vendor: '1000' },
      told: ['denied'],
      reason: 'another vendor',
    },
    {
      data: { gdprApplies: true, eventStatus: 'tcloaded', ...agreed([1]) },
      needs: { purposes: '1' },
      told: ['granted'],
      reason: 'the site needs less',
    },
    {
      data: { gdprApplies: true, eventStatus: 'tcloaded', ...agreed([1, 3, 4]) },
      needs: { purposes: '1, 3, 4, 7' },
      told: ['denied'],
      reason: 'the site needs more, with blanks between',
    },
    {
      data: { gdprApplies: true, eventStatus: 'tcloaded' },
      told: ['denied'],
      reason: 'a platform that tells of no purposes has no consent',
    },
  ])('$reason', ({ data, needs, success, told }) => {
    const { api, tell } = createPlatform();
    const heard = watch({ __tcfapi: api }, needs);
    tell(data as TcData, success);
    expect(heard).toEqual(told);
  });

  it('hears of a later change of mind', () => {
    const { api, tell } = createPlatform();
    const heard = watch({ __tcfapi: api });
    tell({ gdprApplies: true, eventStatus: 'tcloaded', ...agreed([1, 7]) });
    tell({ gdprApplies: true, eventStatus: 'cmpuishown', ...agreed([1, 7]) });
    tell({ gdprApplies: true, eventStatus: 'useractioncomplete', ...agreed([]) });
    expect(heard).toEqual(['granted', 'denied']);
  });

  it('waits for a platform that comes late', () => {
    const { api, tell } = createPlatform();
    const page: Partial<TcfPage> = {};
    const heard = watch(page);
    vi.advanceTimersByTime(9_000);
    page.__tcfapi = api;
    vi.advanceTimersByTime(1_000);
    tell({ gdprApplies: false });
    expect(heard).toEqual(['granted']);
  });

  it('stops looking after ten seconds, with nothing decided', () => {
    const heard = watch({});
    vi.advanceTimersByTime(10_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(heard).toEqual([]);
  });

  it.each([
    ['null for data', null],
    ['no list of consents', { gdprApplies: true, eventStatus: 'tcloaded', purpose: null }],
    ['a number for data', 7],
  ])('throws nothing into a platform that tells nonsense: %s', (_what, data) => {
    const { api, tell } = createPlatform();
    const heard = watch({ __tcfapi: api });
    tell(data as TcData);
    expect(heard).not.toContain('granted');
  });

  it('throws nothing into the page where the platform throws', () => {
    const heard = watch({
      __tcfapi: () => {
        throw new Error('not ready');
      },
    });
    expect(heard).toEqual([]);
  });
});
