import { expect, it } from 'vitest';
import { createLedger } from '../simulator/ledger.ts';
import { createKillCount } from './kill-count.ts';

it('finds what was never counted, and what was counted again under another id or in a later round', () => {
  const ledger = createLedger();
  const count = createKillCount(ledger);
  const arrive = (order: string, eventId = `ord_${order}`) =>
    ledger.record({
      channel: 'api',
      source: 'web',
      sourceId: 'C4AAAAAAAAAAAAAAAAAA',
      event: 'Purchase',
      eventId,
      properties: { order_id: order },
      at: 0,
    });

  for (const order of ['1_a', '1_b', '1_b']) arrive(order);
  arrive('1_a', 'another id');
  count.add('1_', new Set(['1_a', '1_c']));
  expect(count.sums).toEqual({ acknowledged: 2, missing: 1, counted: 3, twice: 1 });

  for (const order of ['2_a', '1_b']) arrive(order);
  count.add('2_', new Set(['2_a']));
  expect(count.sums).toEqual({ acknowledged: 3, missing: 1, counted: 5, twice: 2 });
});
