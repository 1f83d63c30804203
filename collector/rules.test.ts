import { describe, expect, it } from 'vitest';
import { readConfig } from './config/config.ts';
import { createPrepare, withId } from './prepare.ts';
import { eventNameFault, prepareRulesOf } from './rules.ts';

const receivedAt = Date.UTC(2026, 10, 18, 11, 29, 31);

describe('prepareRulesOf', () => {
  const first = { code: 'C4AAAAAAAAAAAAAAAAAA', token: 'env:TOKEN' };
  const second = {
    code: 'C4BBBBBBBBBBBBBBBBBB',
    token: 'env:TOKEN',
    events: {
      preset: 'rudder',
      map: { buy: ['Purchase', 'Subscribe'] },
      alias: { Purchase: 'CompletePayment' },
    },
  };
  const config = readConfig({ TOKEN: 'token-of-the-test', CLICKTHREAD_CONFIG: 'ct.json' }, () =>
    JSON.stringify({ events: { unmapped: 'drop' }, pixels: [first, second] }),
  );
  const prepare = createPrepare(prepareRulesOf(config));

  it.each<[string, string, object, string]>([
    ['Order Completed', first.code, ['Purchase'], 'by the default preset'],
    ['Order Completed', second.code, ['PlaceAnOrder'], 'by its own preset'],
    ['Purchase', second.code, ['CompletePayment'], 'by its alias'],
    ['buy', second.code, ['CompletePayment', 'Subscribe'], 'by two names'],
  ])('%s goes to %s as %j: %s', (event, pixel, names) => {
    const prepared = prepare(
      withId({
        event,
        pixel,
        event_id: 'a',
        user: { ttclid: 'E.C.P.abc' },
        page: { url: 'https://shop.example/' },
      }),
      receivedAt,
    );
    const rows = 'rows' in prepared ? prepared.rows : [];
    expect(rows.map((row) => row.event)).toEqual(names);
    expect(rows.map((row) => JSON.parse(row.body).event)).toEqual(names);
  });

  it('drops what has no name, where the file says so for every pixel', () => {
    const event = withId({
      event: 'Refund',
      pixel: second.code,
      user: { ttclid: 'E.C.P.abc' },
      page: { url: 'https://shop.example/' },
    });
    expect(prepare(event, receivedAt)).toEqual({ dropped: 'unmapped', event: 'Refund' });
  });
});

// https://ads.tiktok.com/help/article/reserved-events and https://ads.tiktok.com/help/article/custom-events
describe('eventNameFault', () => {
  it.each<[string, Parameters<typeof eventNameFault>[1], string | undefined, string]>([
    ['Purchase', 'web', undefined, 'current'],
    ['CompletePayment', 'web', undefined, 'retired, still taken'],
    ['Refund', 'web', undefined, 'custom'],
    ['purchase', 'web', '"Purchase"', 'in other case'],
    ['AddBilling', 'web', '"AddPaymentInfo"', 'reserved'],
    ['Order Completed', 'web', 'letter', 'a blank'],
    ['Order Completed', 'crm', undefined, 'a blank, which a CRM may have'],
    ['Refund', 'offline', 'standard', 'custom, which offline events cannot be'],
  ])('%s for %s events: %s (%s)', (name, source, said) => {
    const fault = eventNameFault(name, source);
    if (said === undefined) expect(fault).toBeUndefined();
    else expect(fault).toContain(said);
  });
});
