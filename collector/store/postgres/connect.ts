import { type ClientBase, Pool, type QueryResultRow } from 'pg';

/** A statement with a name is parsed and planned once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Runs a statement as a transaction of its own: it resolves after the commit. */
export type Run = (statement: Statement, values: readonly unknown[]) => Promise<QueryResultRow[]>;

/** Enough for four commits under way beside claims, settlements and looks; a server allows 100 in all by default. */
const CONNECTIONS = 10;
const CONNECT_MS = 5000;
/** How long the server may take over a statement. */
const STATEMENT_MS = 8000;
/** How long its answer may take: where a network swallows packets, nothing else would end the wait. */
const ANSWER_MS = 10_000;

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
  // Every look-up has an index; a table that has grown since it was last analysed must not be read whole.
  await client.query('SET enable_seqscan = off');
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
        if (attempt === TRIES || !TRANSIENT.has(sqlStateOf(error))) throw error;
      }
    }
  };
}

/** The five characters by which Postgres names an error; empty where the error is none of its own. */
export function sqlStateOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
