import { type ClientBase, Pool, type QueryResultRow } from 'pg';

/** A statement with a name is parsed and planned once a connection. */
interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Runs a statement as a transaction of its own: it resolves after the commit. */
export type Run = (statement: Statement, values: readonly unknown[]) => Promise<QueryResultRow[]>;

/** Enough for four commits under way beside claims, settlements and looks; a server allows 100 in all by default. */
const CONNECTIONS = 10;
const CONNECT_MS = 5000;
/** How long the server may take over a statement. */
const STATEMENT_MS = 4000;
/**
 * How long its answer may take: where a network swallows packets, nothing else would end the wait. A request waits
 * three times at most (for what is known of its buyer, for the commit before its own, and for its own), so it has its
 * 503 within fifteen seconds, before clients and proxies give up.
 */
const ANSWER_MS = 5000;

/**
 * A pool of connections. Those that broke are replaced as they are needed, so there is nothing to do when the server
 * comes back.
 */
export function createPool(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'clickthread',
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    onConnect: prepareSession,
  });
  // An idle connection that breaks has left the pool already; whoever asks next gets a new one, or the reason.
  pool.on('error', () => undefined);
  return pool;
}

/** What every statement of ours relies on. By SET, not by start-up options, which poolers refuse. */
async function prepareSession(client: ClientBase): Promise<void> {
  await client.query(`SET statement_timeout = ${STATEMENT_MS}`);
  // Each statement looks rows up by an index, one by one, however long its lists are and whatever was last analysed:
  // one plan for good, and none that reads a table whole.
  await client.query('SET plan_cache_mode = force_generic_plan');
  for (const plan of ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin', 'material']) {
    await client.query(`SET enable_${plan} = off`);
  }
  // What such a plan seems to cost is far above what the server compiles for (Docker's and Debian's do by default):
  // hundreds of ms, and each time anew, for a statement of a few. https://www.postgresql.org/docs/current/jit-decision.html
  await client.query('SET jit = off');
  // A server may have it off by default. Stronger values than "on" stay.
  await client.query(
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  );
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: serialization_failure, deadlock_detected */
const TRANSIENT = new Set(['40001', '40P01']);
const TRIES = 3;

/** Two statements may wait for each other; the server then ends one, of which nothing is kept. */
export function createRun(pool: Pool): Run {
  return async (statement, values) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await pool.query({ ...statement, values: [...values] })).rows;
      } catch (error) {
        if (attempt === TRIES || !TRANSIENT.has(codeOf(error))) {
          throw new PostgresError(`store: ${reasonOf(error)}`, codeOf(error));
        }
      }
    }
  };
}

/** What the driver throws holds the row that was refused as well; this holds what may be logged. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError';
  /** The five characters by which Postgres names an error, or node's name of it; empty where there is none. */
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Where a host has several addresses, node tells of each in a list and leaves the message empty. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
