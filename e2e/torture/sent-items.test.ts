import { expect, it } from 'vitest';
import { createDice } from '../fuzz/dice.ts';
import { createSentItems } from './sent-items.ts';

const item = (order: string, more: object = {}) =>
  JSON.stringify({
    event: 'Purchase',
    event_time: 1,
    event_id: `ord_${order}`,
    properties: { order_id: order },
    ...more,
  });
const bodyOf = (...items: string[]) => `{"event_source":"web","data":[${items.join(',')}]}`;

function figuresOf(...bodies: string[]) {
  const sent = createSentItems(createDice(1));
  for (const body of bodies) sent.behaviourOf({ host: '', body });
  return sent.figures();
}

it.each([
  { reason: 'the same bytes', again: bodyOf(item('2'), item('1')), changed: 0 },
  { reason: 'another time', again: bodyOf(item('1', { event_time: 2 })), changed: 1 },
  { reason: 'another id', again: bodyOf(item('1', { event_id: 'ord_3' })), changed: 1 },
  { reason: 'one field more', again: bodyOf(item('1', { user: {} })), changed: 1 },
  { reason: 'the same values, written in another way', again: bodyOf(`${item('1')} `), changed: 1 },
])('takes a copy for what it is: $reason', ({ again, changed }) => {
  const figures = figuresOf(bodyOf(item('1'), item('2')), again);
  expect(figures.copies).toBeGreaterThan(0);
  expect(figures.changed).toBe(changed);
});

it('loses answers to first copies only, and only while it shall', () => {
  const sent = createSentItems(createDice(1));
  const send = (order: number) => sent.behaviourOf({ host: '', body: bodyOf(item(`${order}`)) });
  const orders = Array.from({ length: 100 }, (_, order) => order);
  expect(orders.map(send).some(Boolean)).toBe(false);
  sent.loseAnswers(true);
  expect(orders.map(send).some(Boolean)).toBe(false);
  const lost = orders.map((order) => send(order + 100)).filter(Boolean);
  expect(lost[0]).toEqual({ drop: 'after' });
  expect(sent.figures()).toMatchObject({ requests: 300, lostAnswers: lost.length, copies: 100, changed: 0 });
});
