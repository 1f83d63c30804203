import { expect, it } from 'vitest';
import { createFrontDoor } from './front-door.ts';
import { securityHeaders } from './security-headers.ts';

it.each([
  ['POST', '/collect', 'ahead of Express', 'the path itself'],
  ['POST', '/collect?explain=1', 'ahead of Express', 'with a query'],
  ['POST', '/collect?', 'ahead of Express', 'with an empty one'],
  ['POST', '/collect/', 'Express', 'with a slash, which Express takes for the same'],
  ['POST', '/COLLECT', 'Express', 'in capitals, likewise'],
  ['POST', '/collect/more', 'Express', 'longer'],
  ['POST', '/%63ollect', 'Express', 'encoded'],
  ['POST', 'http://shop.example/collect', 'Express', 'a whole address'],
  ['POST', '/', 'Express', 'another'],
  ['OPTIONS', '/collect', 'Express', 'a preflight'],
  ['GET', '/collect', 'Express', 'another method'],
])('%s %s is answered by %s (%s)', (method, url, by) => {
  let answeredBy: string | undefined;
  const door = createFrontDoor(
    new Map([
      [
        '/collect',
        async () => {
          answeredBy = 'ahead of Express';
        },
      ],
    ]),
    securityHeaders,
    () => {
      answeredBy = 'Express';
    },
  );
  type Args = Parameters<typeof door>;
  door({ method, url } as Args[0], { setHeader: () => undefined } as unknown as Args[1]);
  expect(answeredBy).toBe(by);
});
