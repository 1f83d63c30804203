interface Answer {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

/** A connection that speaks WebDriver BiDi: https://w3c.github.io/webdriver-bidi/#protocol */
export interface BiDi {
  /** @throws Error with the browser's own words where it refuses, or is gone */
  send<Result>(method: string, params?: object): Promise<Result>;
  close(): void;
}

/** Connects to a browser that listens at this `ws:` address. */
export async function connectBiDi(url: string): Promise<BiDi> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (answer: Answer) => void>();
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`nobody speaks WebDriver BiDi at ${url}`));
  });
  socket.onmessage = ({ data }) => {
    const answer = JSON.parse(String(data)) as Answer;
    if (answer.id === undefined) return;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  };
  socket.onclose = () => {
    for (const settle of waiting.values()) settle({ type: 'error', error: 'the browser is gone' });
    waiting.clear();
  };

  let lastId = 0;
  return {
    send<Result>(method: string, params: object = {}) {
      lastId += 1;
      const id = lastId;
      return new Promise<Result>((resolve, reject) => {
        waiting.set(id, ({ type, result, error, message }) => {
          if (type === 'success') resolve(result as Result);
          else reject(new Error(`${method}: ${error}${message ? `: ${message}` : ''}`));
        });
        socket.send(JSON.stringify({ id, method, params }));
      });
    },
    close: () => socket.close(),
  };
}
