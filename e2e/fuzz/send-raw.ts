import { connect } from 'node:net';
import type { FuzzedRequest } from './mutate-request.ts';

/** Longer than the server lets anybody take. */
const ANSWER_MS = 15_000;
/** What may wait for more gets none after so long. */
const INCOMPLETE_MS = 30;

/**
 * Sends bytes on a connection of their own.
 *
 * @returns the statuses that were answered, in order; none where the server hung up without a word
 * @throws where nothing came for longer than the server waits for anybody, or nobody listens
 */
export function sendRaw(port: number, request: FuzzedRequest): Promise<number[]> {
  const { bytes, mayBeIncomplete, isHead } = request;
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let answer = '';
    let isConnected = false;
    const late = setTimeout(() => finish(new Error(`no answer within ${ANSWER_MS / 1000} s`)), ANSWER_MS);
    let impatient: NodeJS.Timeout | undefined;

    function finish(error?: Error): void {
      clearTimeout(late);
      clearTimeout(impatient);
      // Unlike an orderly end it leaves no port behind that cannot be used for a minute.
      socket.resetAndDestroy();
      if (error) reject(error);
      else resolve([...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)));
    }

    socket.setEncoding('latin1');
    socket.on('connect', () => {
      isConnected = true;
      socket.write(bytes);
      if (mayBeIncomplete) impatient = setTimeout(() => finish(), INCOMPLETE_MS);
    });
    socket.on('data', (chunk) => {
      answer += chunk;
      if (!mayBeIncomplete && isWhole(answer, isHead)) finish();
    });
    socket.on('close', () => finish());
    socket.on('error', (error) => finish(isConnected ? undefined : error));
  });
}

/** Whether the first final answer is here. https://www.rfc-editor.org/rfc/rfc9110#name-informational-1xx */
function isWhole(answer: string, isHead: boolean): boolean {
  const final = answer.replace(/^(?:HTTP\/1\.1 1\d\d [\s\S]*?\r\n\r\n)+/, '');
  const headEnd = final.indexOf('\r\n\r\n');
  if (headEnd < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(final.slice(0, headEnd))?.[1];
  return isHead || length === undefined || final.length >= headEnd + 4 + Number(length);
}
