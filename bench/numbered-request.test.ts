import { expect, it } from 'vitest';
import { EVENT, numberedRequests, postRequest, VISIT } from './numbered-request.ts';

it('numbers the only event of each request, and eight events a visit', () => {
  const request = numberedRequests(`${VISIT} ${EVENT} ${VISIT}`, 1)();
  expect(request(7).toString()).toBe('000000000000 000000000007 000000000000');
  expect(request(8).toString()).toBe('000000000001 000000000008 000000000001');
  expect(request(1234).toString()).toBe('000000000154 000000001234 000000000154');
});

it('numbers all events of a batch, each with all of its marks', () => {
  const request = numberedRequests(`[${EVENT}${EVENT}${VISIT}, ${EVENT}${EVENT}${VISIT}]`, 2)();
  expect(request(4).toString()).toBe(
    '[000000000008000000000008000000000001, 000000000009000000000009000000000001]',
  );
});

it('gives each connection memory of its own', () => {
  const make = numberedRequests(EVENT, 1);
  const first = make()(1);
  make()(2);
  expect(first.toString()).toBe('000000000001');
});

it('writes a request that says how long its body is', () => {
  expect(postRequest('/collect', { Host: 'a.example' }, '{"a":1}')).toBe(
    'POST /collect HTTP/1.1\r\nHost: a.example\r\nContent-Length: 7\r\n\r\n{"a":1}',
  );
});
