import type { ClientBase } from 'pg';
import { EVENT_KEYS, ROLL_BESIDE_READERS } from './event-keys.ts';

/** Any number that no other program of the database uses for `pg_advisory_lock`; of Clickthread's own making. */
const MIGRATION_LOCK = 7_302_120_453;

/**
 * Numbered migrations, kept in `clickthread.migrations`. Never edit a published one.
 *
 * Every table's key holds the pixel, so that a distributed Postgres can spread all of them by it. As in SQLite, what
 * is wide is written once, and what is written often is narrow.
 */
const MIGRATIONS: readonly string[] = [
  `
  -- The one clock of leases, windows and retention: the server's, in ms, whichever collector asks.
  CREATE FUNCTION clickthread.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

  CREATE SEQUENCE clickthread.event_ids;

  CREATE TABLE clickthread.events (
    id bigint NOT NULL,
    pixel text NOT NULL,
    event_source text NOT NULL,
    test_event_code text,
    event text NOT NULL,
    event_id text NOT NULL,
    body text NOT NULL,
    findings text NOT NULL,
    received_at bigint NOT NULL,
    PRIMARY KEY (id, pixel)
  );

  -- Rows come and go within seconds: cleaned up early, or every claim would step over thousands of dead ones.
  CREATE TABLE clickthread.outbox (
    id bigint NOT NULL,
    pixel text NOT NULL,
    due_at bigint NOT NULL,
    received_at bigint NOT NULL,
    lease text,
    attempts integer NOT NULL DEFAULT 0,
    reason text,
    PRIMARY KEY (id, pixel)
  ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
  CREATE INDEX outbox_due ON clickthread.outbox (due_at, id);

  CREATE TABLE clickthread.settled (
    id bigint NOT NULL,
    pixel text NOT NULL,
    state text NOT NULL CHECK (state IN ('accepted', 'dead', 'collected')),
    settled_at bigint NOT NULL,
    attempts integer NOT NULL,
    reason text,
    request_id text,
    PRIMARY KEY (id, pixel)
  );
  CREATE INDEX settled_at ON clickthread.settled (state, settled_at);

  CREATE TABLE clickthread.visitors (
    key uuid PRIMARY KEY,
    ttclid text,
    ttp text,
    ip text,
    user_agent text,
    page_url text,
    seen_at bigint NOT NULL
  );
  CREATE INDEX visitors_seen ON clickthread.visitors (seen_at);

  CREATE TABLE clickthread.write_probe (id integer PRIMARY KEY CHECK (id = 1), written_at bigint NOT NULL);
  `,
  EVENT_KEYS,
  // A pixel that takes nothing is passed over by the index, however many of its events wait. Few events are dead.
  `
  ALTER TABLE clickthread.outbox ADD COLUMN history text;
  ALTER TABLE clickthread.settled ADD COLUMN history text;
  DROP INDEX clickthread.outbox_due;
  CREATE INDEX outbox_due ON clickthread.outbox (pixel, due_at, id);
  CREATE INDEX settled_dead ON clickthread.settled (id) WHERE state = 'dead';
  `,
  ROLL_BESIDE_READERS,
  // A dead event keeps its key until another copy of it is stored. The key is that of store/event-key.ts.
  `
  CREATE FUNCTION clickthread.event_key(pixel text, event text, event_id text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(substring(sha256(
      convert_to(pixel, 'UTF8') || decode('00', 'hex') || convert_to(event, 'UTF8') || decode('00', 'hex') || convert_to(event_id, 'UTF8')
    ) FROM 1 FOR 16), 'hex')::uuid
  $$;
  ALTER TABLE clickthread.settled ADD COLUMN key uuid;
  UPDATE clickthread.settled SET key = clickthread.event_key(events.pixel, event, event_id)
  FROM clickthread.events
  WHERE state = 'dead' AND events.id = settled.id AND events.pixel = settled.pixel;
  CREATE INDEX settled_dead_key ON clickthread.settled (key, pixel) WHERE key IS NOT NULL;
  -- By a trigger, so that a collector of the version before, which may run beside newer ones for a while, does it too.
  CREATE FUNCTION clickthread.keep_key() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    SELECT clickthread.event_key(events.pixel, event, event_id) INTO NEW.key FROM clickthread.events
    WHERE events.id = NEW.id AND events.pixel = NEW.pixel;
    RETURN NEW;
  END $$;
  CREATE TRIGGER keep_key BEFORE INSERT ON clickthread.settled
    FOR EACH ROW WHEN (NEW.state = 'dead') EXECUTE FUNCTION clickthread.keep_key();
  `,
];

/**
 * Brings the database to the newest schema, under a lock: several collectors may start at once.
 * Throws where a newer version of the program wrote it.
 */
export async function migrate(client: ClientBase): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    // Where the schema is there already, the right to create one is not asked for.
    const { rows: found } = await client.query("SELECT to_regnamespace('clickthread') IS NOT NULL AS found");
    if (!found[0].found) await client.query('CREATE SCHEMA clickthread');
    await client.query(
      'CREATE TABLE IF NOT EXISTS clickthread.migrations (number integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query(
      'SELECT coalesce(max(number), 0) AS version FROM clickthread.migrations',
    );
    const version = Number(rows[0].version);
    if (version > MIGRATIONS.length) {
      throw new Error(
        `The database has schema ${version}, this version knows ${MIGRATIONS.length}: start the newer version of clickthread.`,
      );
    }
    for (const [index, sql] of MIGRATIONS.entries()) {
      if (index < version) continue;
      await client.query(sql);
      await client.query('INSERT INTO clickthread.migrations (number) VALUES ($1)', [index + 1]);
    }
    await client.query('SELECT clickthread.roll_event_keys()');
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
