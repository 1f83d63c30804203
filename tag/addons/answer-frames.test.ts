import { expect, it, vi } from 'vitest';
import type { Ids } from '../calls.ts';
import { answerFrames, QUESTION } from './answer-frames.ts';

const IDS: Ids = { visitor: '31415926535897932384', ttclid: 'E.C.P.abc', ttp: 'ttp1' };

/** A page with one frame, and what it answers to a message from that frame or another. */
function answersOf(frame: { id?: string; ctFill?: string }, data: unknown, isFrame = true): unknown[] {
  const answers: unknown[] = [];
  const source = { postMessage: (answer: unknown) => answers.push(answer) };
  const { id = '', ctFill } = frame;
  const listeners: ((event: object) => void)[] = [];
  const page = {
    addEventListener: (_type: 'message', listener: (event: object) => void) => listeners.push(listener),
    document: { querySelectorAll: () => [{ contentWindow: isFrame ? source : {}, id, dataset: { ctFill } }] },
    location: { href: 'https://shop.example/' },
    clickthread: vi.fn((_name: 'ids', callback: (ids: Ids) => void) => callback(IDS)),
  };
  answerFrames(page as unknown as Window);
  for (const listener of listeners) listener({ data, source });
  return answers;
}

it.each([
  { frame: { id: 'web-pixel-sandbox-CUSTOM-1-LAX' }, data: QUESTION, told: 1, reason: 'a custom pixel' },
  { frame: { ctFill: '' }, data: QUESTION, told: 1, reason: 'a frame that the page has marked' },
  { frame: { id: 'ad' }, data: QUESTION, told: 0, reason: 'any other frame' },
  { frame: { id: 'my-web-pixel-sandbox' }, data: QUESTION, told: 0, reason: 'a name that only ends like it' },
  { frame: { ctFill: '' }, data: { clickthread: 'ids' }, told: 0, reason: 'another message' },
])('$reason is told $told times', ({ frame, data, told }) => {
  expect(answersOf(frame, data)).toEqual(Array(told).fill({ clickthread: IDS }));
});

it('tells nothing to a window that is no frame of the page', () => {
  expect(answersOf({ ctFill: '' }, QUESTION, false)).toEqual([]);
});
