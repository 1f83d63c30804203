import { Client } from 'pg';

const CHANNEL = 'clickthread_due';

/** A broken connection is tried again after so long; meanwhile relays look by themselves. */
const RECONNECT_MS = 1000;

/** How long the server may take to connect or to pass a notice on. */
const ANSWER_MS = 5000;

/**
 * At most one notice in so long: a notice takes a lock of the whole server at its commit, so appends do not carry it
 * themselves. https://www.postgresql.org/docs/current/sql-notify.html
 */
const NOTICE_MS = 50;

/** Tells the relays of all processes that something is due. A help, not a promise: a relay looks every second anyway. */
export interface DueChannel {
  /** Tells the others, soon. */
  tell(): void;
  close(): Promise<void>;
}

/** @param heard called when another process has told */
export function openDueChannel(url: string, heard: () => void): DueChannel {
  let client: Client | undefined;
  let isClosed = false;
  let reconnecting: NodeJS.Timeout | undefined;
  let telling: NodeJS.Timeout | undefined;
  let isTelling = false;

  async function connect(): Promise<void> {
    const fresh = new Client({
      connectionString: url,
      application_name: 'clickthread',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    });
    // An end and a failed start may both tell of it; it is lost once.
    let isLost = false;
    const lost = () => {
      if (isLost) return;
      isLost = true;
      if (client === fresh) client = undefined;
      fresh.end().catch(() => undefined);
      if (!isClosed) reconnecting = setTimeout(connect, RECONNECT_MS);
    };
    // The end that follows is what counts.
    fresh.on('error', () => undefined);
    fresh.on('end', lost);
    fresh.on('notification', ({ processId }) => {
      if (processId !== pidOf(fresh)) heard();
    });
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${CHANNEL}`);
      client = fresh;
    } catch {
      lost();
    }
    if (isClosed) await fresh.end().catch(() => undefined);
  }
  const connected = connect();

  /** One at a time; a connection on which it fails may be dead without knowing it, and makes way for a new one. */
  async function send(): Promise<void> {
    const sender = client;
    await sender?.query(`NOTIFY ${CHANNEL}`).catch(() => sender.end().catch(() => undefined));
    isTelling = false;
  }

  return {
    tell() {
      if (isTelling) return;
      isTelling = true;
      telling = setTimeout(() => void send(), NOTICE_MS);
    },
    async close() {
      isClosed = true;
      clearTimeout(telling);
      clearTimeout(reconnecting);
      await connected;
      await client?.end().catch(() => undefined);
    },
  };
}

/** The server's process of a connection; a notice names the one that sent it. */
function pidOf(client: Client): unknown {
  return 'processID' in client ? client.processID : undefined;
}
