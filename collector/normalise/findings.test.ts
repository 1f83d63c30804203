import { describe, expect, it } from 'vitest';
import { createNormalise, type IdentifiedEvent } from './normalise-event.ts';

const receivedAt = Date.UTC(2026, 10, 18, 11, 29, 31);
const DAY_MS = 86_400_000;
const rules = {
  defaultCountry: 'US',
  currencies: new Set(['USD']),
  maxEventAgeMs: 28 * DAY_MS,
  limitedDataUse: false,
  pageParameters: new Set<string>(),
};

function normalised(event: Partial<IdentifiedEvent>, changed: Partial<typeof rules> = {}) {
  const result = createNormalise({ ...rules, ...changed })(
    { event: 'Purchase', event_id: 'ord_1', ...event },
    receivedAt,
  );
  if ('message' in result) throw new Error(result.message);
  return result;
}
const found = (event: Partial<IdentifiedEvent>) =>
  normalised(event).findings.map(({ rule, path }) => `${rule} ${path}`);

describe('what is said of an event that is taken', () => {
  it.each<[string, Partial<IdentifiedEvent>, string[]]>([
    ['nothing of a good one', { user: { email: 'a@b.example', phone: '+12133734253', ip: '8.8.8.8' } }, []],
    ['an e-mail address that is none', { user: { email: 'jane' } }, ['left_out user.email']],
    ['one of two', { user: { email: ['jane', 'a@b.example'] } }, ['left_out user.email']],
    ['a number that is none', { user: { phone: 'call me' } }, ['left_out user.phone']],
    ['nobody is nobody', { user: { email: 'guest', phone: '0', external_id: 'null' } }, []],
    ['an address of this machine', { user: { ip: '127.0.0.1' } }, ['private_ip user.ip']],
    ['an address of a network behind a router', { user: { ip: '192.168.1.7' } }, ['private_ip user.ip']],
    ['seven days', { event_time: receivedAt - 7 * DAY_MS }, []],
    ['seven days and a second', { event_time: receivedAt - 7 * DAY_MS - 1000 }, ['late event_time']],
    ['ten minutes ahead', { event_time: receivedAt + 600_000 }, []],
    ['eleven minutes ahead', { event_time: receivedAt + 660_000 }, ['future event_time']],
    ['a referrer that is none', { page: { referrer: 'android' } }, ['left_out page.referrer']],
    [
      'a query that nobody asked for',
      { page: { url: 'https://shop.example/?name=jane' } },
      ['removed_from_address page.url'],
    ],
    ['a campaign', { page: { url: 'https://shop.example/?utm_source=tiktok' } }, []],
  ])('%s', (_reason, event, findings) => {
    expect(found(event)).toEqual(findings);
  });

  it('never repeats what was sent', () => {
    const { findings } = normalised({
      user: { email: 'jane-doe', phone: 'five', ip: '10.1.2.3' },
      page: { url: 'https://shop.example/?secret=4711', referrer: 'no-address' },
    });
    expect(findings.length).toBe(5);
    expect(JSON.stringify(findings)).not.toMatch(/jane-doe|five|10\.1\.2\.3|4711|no-address/);
  });
});

describe('limited data use', () => {
  it.each([
    { own: true, configured: false, sent: true, reason: 'the event asks for it' },
    { own: undefined, configured: true, sent: true, reason: 'the configuration asks for it' },
    { own: false, configured: true, sent: false, reason: 'the event knows better' },
    { own: undefined, configured: false, sent: false, reason: 'nobody asks for it' },
  ])('is $sent where $reason', ({ own, configured, sent }) => {
    const { limitedDataUse } = normalised({ limited_data_use: own }, { limitedDataUse: configured });
    expect(limitedDataUse).toBe(sent);
  });
});

describe('the country of a national number', () => {
  // London's number for drama: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
  const LONDON = normalised({ user: { phone: '+442079460958' } }).user.phone;
  it.each([
    { user: 'GB', order: 'US', reason: "the buyer's comes first" },
    { user: undefined, order: 'GB', reason: "then the order's" },
    { user: 'Narnia', order: 'gb', reason: 'what is no country is passed over' },
  ])('is of the event, of the order, of the settings: $reason', ({ user, order }) => {
    const event = { user: { phone: '020 7946 0958', country: user }, properties: { country: order } };
    expect(LONDON).toHaveLength(1);
    expect(normalised(event).user.phone).toEqual(LONDON);
  });
});

// https://business-api.tiktok.com/portal/docs?id=1771101303285761
describe('ids of devices', () => {
  it.each([
    {
      raw: ' 6d92078a-8246-4ba4-ae5b-76104861e7dc ',
      idfa: '6D92078A-8246-4BA4-AE5B-76104861E7DC',
      reason: 'upper case',
    },
    { raw: 'A'.repeat(64), idfa: 'a'.repeat(64), reason: 'hashed: lower case' },
    { raw: '00000000-0000-0000-0000-000000000000', idfa: undefined, reason: 'tracking is off' },
    { raw: 'my phone', idfa: undefined, reason: 'no id' },
    { raw: '', idfa: undefined, reason: 'blank' },
  ])('$raw: $reason', ({ raw, idfa }) => {
    expect(normalised({ user: { idfa: raw, gaid: raw } }).user).toMatchObject({
      idfa,
      gaid: idfa?.toLowerCase(),
    });
  });
});

it.each([
  { locale: 'de-DE', sent: 'de-DE' },
  { locale: 'pt_BR', sent: 'pt-BR' },
  { locale: 'zh-Hant-TW', sent: 'zh-Hant-TW' },
  { locale: 'en-US-x-private', sent: 'en-US' },
  { locale: 'en-US@posix', sent: 'en' },
  { locale: 'C.UTF-8', sent: undefined },
  { locale: '', sent: undefined },
])('the locale $locale is sent as $sent', ({ locale, sent }) => {
  expect(normalised({ user: { locale } }).user.locale).toBe(sent);
});
