import { expect, it } from 'vitest';
import { createAnswerCheck } from './answer-check.ts';

const answer = (status: number, body: string) =>
  `HTTP/1.1 ${status} Some\r\nContent-Length: ${body.length}\r\nDate: today\r\n\r\n${body}`;
const RIGHT = answer(202, '{"accepted":1}');

it.each([
  { answers: [RIGHT, RIGHT], verdicts: ['right', 'right'], reason: 'the second is only looked at' },
  {
    answers: [RIGHT, answer(202, '{"accepted":0}'), RIGHT],
    verdicts: ['right', 'wrong', 'right'],
    reason: 'as long as a right one, and another number',
  },
  {
    answers: [RIGHT, answer(503, '{"accepted":1}')],
    verdicts: ['right', 'wrong'],
    reason: 'as long as a right one, and refused',
  },
  { answers: [answer(503, '{"accepted":1}')], verdicts: ['wrong'], reason: 'refused at once' },
  {
    answers: [RIGHT, answer(202, '{"note":"x","accepted":1}')],
    verdicts: ['right', 'wrong'],
    reason: 'longer, and not what is expected',
  },
  {
    answers: [RIGHT, RIGHT.replace('Date: today\r\n', 'Date: today\r\nSet-Cookie: a=b\r\n')],
    verdicts: ['right', 'right'],
    reason: 'longer, by a header',
  },
  {
    answers: [RIGHT.slice(0, 20), RIGHT.slice(20, -3), RIGHT.slice(-3), RIGHT],
    verdicts: ['partial', 'partial', 'right', 'right'],
    reason: 'in pieces: cut in the head, and in the body',
  },
])('an answer that is $reason', ({ answers, verdicts }) => {
  const check = createAnswerCheck('{"accepted":1}');
  const memory = Buffer.alloc(1000);
  const said = answers.map((each) => check(memory, memory.write(each, 'latin1')));
  expect(said).toEqual(verdicts);
});
