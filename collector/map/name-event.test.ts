import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDropped } from '../contract/dropped.ts';
import { isFault } from '../contract/fault.ts';
import type { EventSource } from '../tiktok/event.ts';
import { currentEventNames, eventNameStatus } from '../tiktok/event-names.ts';
import { createNameEvent, type NameRules } from './name-event.ts';
import { type PresetName, presets } from './presets/presets.ts';

const defaults: NameRules = {
  preset: 'modern',
  map: {},
  alias: {},
  unmapped: 'pass',
  statusOf: eventNameStatus,
  namesOf: currentEventNames,
};
type Settings = Partial<Pick<NameRules, 'preset' | 'map' | 'alias' | 'unmapped'>>;

const nameOf = (event: string, settings: Settings = {}, { pixelFired = false, eventSource = 'web' } = {}) =>
  createNameEvent({ ...defaults, ...settings })({
    event,
    pixelFired,
    eventSource: eventSource as EventSource,
  });
const finding = (rule: string, message = '') => ({
  rule,
  path: 'event',
  message: expect.stringContaining(message),
});

describe("a server's event", () => {
  it.each<[string, Settings, readonly string[], string]>([
    ['Purchase', {}, ['Purchase'], 'by its literal name'],
    ['Order Completed', {}, ['Purchase'], 'by the preset'],
    ['order-completed', {}, ['Purchase'], 'in another spelling'],
    ['purchase', { preset: 'rudder' }, ['Purchase'], "TikTok's in other case, though the preset has no row"],
    ['PageView', {}, ['Pageview'], 'the same'],
    ['Purchase', { preset: 'rudder' }, ['Purchase'], 'literal: the preset is not asked'],
    [
      'Order Completed',
      { map: { order_completed: 'Subscribe' } },
      ['Subscribe'],
      'by a row over the preset’s',
    ],
    ['Purchase', { map: { Purchase: 'Subscribe' } }, ['Subscribe'], 'by a row over the literal name'],
    ['buy', { map: { BUY: ['Purchase', 'Subscribe'] } }, ['Purchase', 'Subscribe'], 'by two names'],
    ['buy', { map: { buy: ['Purchase', 'Purchase'] } }, ['Purchase'], 'by no name twice'],
    ['Purchase', { alias: { Purchase: 'Buy' } }, ['Buy'], 'by the name that the pixel uses'],
    ['order_completed', { alias: { Purchase: 'Buy' } }, ['Buy'], 'the same, by way of the preset'],
    ['purchase', { preset: 'rudder', alias: { Purchase: 'Buy' } }, ['Buy'], 'the same, in other case'],
    [
      'x',
      { map: { x: ['Purchase', 'Buy'] }, alias: { Purchase: 'Buy' } },
      ['Buy'],
      'the alias makes one of two',
    ],
    [
      'x',
      { map: { x: 'Lead' }, alias: { Lead: 'Contact', Contact: 'Buy' } },
      ['Contact'],
      'one alias is enough',
    ],
    [
      'share',
      { preset: 'appsprint', map: { share: 'Contact' } },
      ['Contact'],
      'by a row over a preset’s null',
    ],
  ])('%s with %j is sent as %j: %s', (event, settings, names) => {
    expect(nameOf(event, settings)).toMatchObject({ names });
  });

  it.each<[string, Settings, 'unmapped' | 'disabled', string]>([
    ['Purchase', { map: { purchase: null } }, 'disabled', 'by its row'],
    ['Purchase', { map: { purchase: [] } }, 'disabled', 'by a row without names'],
    ['share', { preset: 'appsprint' }, 'disabled', 'by the preset'],
    ['Order Completed', { map: { 'Order Completed': null } }, 'disabled', 'by a row over the preset’s'],
    ['Refund', { unmapped: 'drop' }, 'unmapped', 'a custom name'],
    ['Gekauft!', { unmapped: 'drop' }, 'unmapped', 'no name at all'],
  ])('%s with %j is dropped as %s (%s)', (event, settings, dropped) => {
    expect(nameOf(event, settings)).toStrictEqual({ dropped, event });
  });

  it.each<[string, string]>([
    ['Purchase', 'current'],
    ['CompletePayment', 'retired'],
    ['purchase', 'in other case'],
    ['AddBilling', 'reserved'],
    ['Order Completed', 'in the preset'],
  ])('%s is not unmapped: %s', (event) => {
    expect(nameOf(event, { unmapped: 'reject' })).toHaveProperty('names');
    expect(nameOf(event, { unmapped: 'drop' })).toHaveProperty('names');
  });

  it.each<[string, Settings, string, string]>([
    ['Purchse', { unmapped: 'reject' }, '"Purchase"', 'near to a name'],
    ['Refund', { unmapped: 'reject' }, 'events.map', 'near to none'],
    ['Gekauft!', {}, 'letter', 'not a letter of the alphabet'],
    ['Purchase!', {}, '"Purchase"', 'near to a name'],
    ['a'.repeat(51), {}, '49', '51 characters'],
    ['   ', {}, 'letter', 'blank'],
  ])('%j with %j is refused with %j (%s)', (event, settings, said) => {
    const fault = nameOf(event, settings);
    expect(fault).toStrictEqual({ path: 'event', message: expect.stringContaining(said) });
    if (event.trim() && isFault(fault)) expect(fault.message).not.toContain(event);
  });
});

describe('what is said of it', () => {
  it.each<[string, Settings, readonly object[], string]>([
    ['Purchase', {}, [], 'nothing'],
    ['Order Completed', {}, [], 'nothing'],
    ['purchase', { preset: 'rudder' }, [], 'nothing: TikTok gets its own spelling'],
    ['CompletePayment', {}, [finding('retired_name', '"Purchase"')], 'the name of today'],
    ['SubmitForm', {}, [finding('retired_name', '"Lead"')], 'the same'],
    ['Order Completed', { preset: 'rudder' }, [finding('retired_name')], 'by way of a preset'],
    ['AddBilling', {}, [finding('reserved_name', '"AddPaymentInfo"')], 'what it becomes'],
    [
      'Checkout',
      {},
      [finding('reserved_name', '"PlaceAnOrder"'), finding('retired_name')],
      'and what of that',
    ],
    ['Purchses', {}, [finding('custom_name', '"Purchase"')], 'the nearest name'],
    ['quiz_done', {}, [finding('custom_name', 'events.map')], 'no name is near'],
    ['quiz', { map: { quiz: 'QuizDone' } }, [finding('custom_name')], 'the site’s own wish'],
  ])('%s with %j: %j (%s)', (event, settings, findings) => {
    expect(nameOf(event, settings)).toMatchObject({ findings });
  });
});

// https://ads.tiktok.com/help/article/event-deduplication: the literal names are compared.
describe("the pixel's event", () => {
  const pixel = { pixelFired: true };

  it.each<[string, Settings, string, string]>([
    ['CompletePayment', {}, 'CompletePayment', 'literal'],
    ['Purchase', { map: { Purchase: 'Subscribe' } }, 'Purchase', 'literal, whatever servers say'],
    ['Purchase', { alias: { Purchase: 'CompletePayment' } }, 'Purchase', 'the same'],
    ['add_to_cart', {}, 'add_to_cart', 'literal: the preset is for servers'],
    ['share', { preset: 'appsprint' }, 'share', 'the preset switches nothing off'],
    ['Refund', { unmapped: 'drop' }, 'Refund', 'it has a name: the pixel gave it one'],
    ['Refund', { unmapped: 'reject' }, 'Refund', 'the same'],
    ['purchase', {}, 'Purchase', 'TikTok takes it in this case only'],
    ['AddBilling', {}, 'AddPaymentInfo', 'TikTok renames it'],
  ])('%s with %j is sent as %s: %s', (event, settings, name) => {
    expect(nameOf(event, settings, pixel)).toMatchObject({ names: [name] });
  });

  it('is dropped where the site switches it off', () => {
    expect(nameOf('Scroll', { map: { scroll: null } }, pixel)).toStrictEqual({
      dropped: 'disabled',
      event: 'Scroll',
    });
  });

  it('is refused where TikTok takes no such name', () => {
    expect(nameOf('Gekauft!', { unmapped: 'drop' }, pixel)).toMatchObject({ path: 'event' });
  });

  const drift = (message: string) => [finding('name_drift', message)];
  it.each<[string, Settings, readonly object[], string]>([
    ['Purchase', {}, [], 'one name'],
    ['Contact', {}, [], 'one name, in no row'],
    ['Refund', {}, [], 'a custom name that servers would send as it is'],
    [
      'CompletePayment',
      {},
      drift('events.alias to {"Purchase": "CompletePayment"}'),
      'orders go as Purchase',
    ],
    ['CompletePayment', { alias: { Purchase: 'CompletePayment' } }, [], 'the alias ends it'],
    ['CompletePayment', { preset: 'rudder' }, [], 'RudderStack’s servers say so too'],
    ['CompletePayment', { map: { order_paid: 'CompletePayment' } }, [], 'so does a row of the site'],
    ['SubmitForm', {}, drift('events.alias to {"Lead": "SubmitForm"}'), 'leads go as Lead'],
    [
      'Purchase',
      { alias: { Purchase: 'CompletePayment' } },
      drift('take "Purchase" out'),
      'the alias is wrong',
    ],
    ['Purchase', { map: { Purchase: 'Buy' } }, drift('{"Buy": "Purchase"}'), 'a row of the site'],
    ['Purchase', { map: { Purchase: ['Purchase', 'Buy'] } }, [], 'one of two'],
    ['add_to_cart', {}, drift('{"AddToCart": "add_to_cart"}'), 'the preset renames it for servers'],
    ['add_to_cart', { alias: { AddToCart: 'add_to_cart' } }, [], 'the alias ends it'],
    ['purchase', {}, drift('"Purchase"'), 'in other case'],
    ['PlaceAnOrder', {}, [], 'its successor is a matter of taste'],
  ])('%s with %j drifts: %j (%s)', (event, settings, findings) => {
    const named = nameOf(event, settings, pixel);
    if (!('names' in named)) throw new Error('expected names');
    expect(named.findings.filter(({ rule }) => rule === 'name_drift')).toEqual(findings);
  });

  it.each(['CompletePayment', 'SubmitForm', 'add_to_cart'])(
    '%s meets what servers send once the configuration says what the finding asks for',
    (event) => {
      const drifting = nameOf(event, {}, pixel);
      const message = 'names' in drifting ? (drifting.findings.at(-1)?.message ?? '') : '';
      const alias = JSON.parse(/\{.*?\}/.exec(message)?.[0] ?? '{}') as Record<string, string>;
      const [canonical = ''] = Object.keys(alias);
      expect(nameOf(canonical, { alias })).toMatchObject({ names: [event] });
    },
  );
});

describe('other sources', () => {
  it.each<[string, EventSource, Settings, object, string]>([
    ['Order Completed', 'offline', {}, { names: ['Purchase'] }, 'by the preset'],
    ['Refund', 'offline', {}, { path: 'event' }, 'no custom names'],
    ['screen_view', 'offline', { preset: 'layers' }, { path: 'event' }, 'no page views'],
    ['AddBilling', 'offline', {}, { names: ['AddPaymentInfo'] }, 'renamed'],
    ['已付款', 'crm', {}, { names: ['已付款'] }, 'any language'],
    ['Consult', 'crm', {}, { names: ['Consult'], findings: [finding('custom_name')] }, 'the site’s own name'],
    ['Login', 'app', {}, { names: ['Login'], findings: [] }, 'a name of apps'],
    ['Login', 'web', {}, { names: ['Login'], findings: [finding('custom_name')] }, 'no name of the web'],
  ])('%s of %s with %j: %j (%s)', (event, eventSource, settings, expected) => {
    expect(nameOf(event, settings, { eventSource })).toMatchObject(expected);
  });
});

// https://ads.tiktok.com/help/article/custom-events
it('lets out no name that TikTok refuses, and never throws', () => {
  const listed = currentEventNames('app').concat('CompletePayment', 'AddBilling', 'Browse', 'Pageview');
  const recased = fc.constantFrom(...listed).chain((name) => fc.mixedCase(fc.constant(name)));
  const anyName = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.stringMatching(/^[A-Za-z][\w-]{0,60}$/),
    recased,
  );
  const target = fc.oneof(anyName, fc.array(anyName, { maxLength: 3 }), fc.constant(null));
  fc.assert(
    fc.property(
      anyName,
      fc.constantFrom<EventSource>('web', 'app', 'offline', 'crm'),
      fc.boolean(),
      fc.record({
        preset: fc.constantFrom(...(Object.keys(presets) as PresetName[])),
        map: fc.dictionary(anyName, target),
        row: fc.option(target, { nil: undefined }),
        alias: fc.dictionary(anyName, anyName),
        unmapped: fc.constantFrom<NameRules['unmapped']>('drop', 'pass', 'reject'),
      }),
      (event, eventSource, pixelFired, { row, ...settings }) => {
        const map = row === undefined ? settings.map : { ...settings.map, [event]: row };
        const named = nameOf(event, { ...settings, map }, { pixelFired, eventSource });
        if (isFault(named) || isDropped(named)) return;
        expect(named.names.length).toBeGreaterThan(0);
        expect(new Set(named.names).size).toBe(named.names.length);
        for (const name of named.names) {
          expect(['current', 'retired', 'custom']).toContain(eventNameStatus(name, eventSource).kind);
        }
      },
    ),
    { numRuns: 2000 },
  );
});
