import type { DatabaseSync } from 'node:sqlite';
import { eventKey } from '../event-key.ts';

/**
 * Numbered migrations; `PRAGMA user_version` holds the number of the last one applied. Never edit a published one.
 *
 * What is written often is narrow, and what is wide is written once: an event's body is appended to `events` and
 * never touched again; waiting, leasing and settling move a few numbers in `outbox` and `settled`. Bodies under a
 * random key measured three times slower than keys alone with the bodies appended.
 */
const MIGRATIONS: readonly (string | ((database: DatabaseSync) => void))[] = [
  `
  CREATE TABLE event_keys (key BLOB PRIMARY KEY, expires_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX event_keys_expiry ON event_keys (expires_at);

  CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    pixel TEXT NOT NULL,
    event_source TEXT NOT NULL,
    test_event_code TEXT,
    event TEXT NOT NULL,
    event_id TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at INTEGER NOT NULL
  );

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    due_at INTEGER NOT NULL,
    lease TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    reason TEXT
  );
  CREATE INDEX outbox_due ON outbox (due_at);

  CREATE TABLE settled (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'dead')),
    settled_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT,
    request_id TEXT
  );
  CREATE INDEX settled_at ON settled (state, settled_at);

  CREATE TABLE visitors (
    key BLOB PRIMARY KEY,
    ttclid TEXT,
    ttp TEXT,
    ip TEXT,
    user_agent TEXT,
    page_url TEXT,
    seen_at INTEGER NOT NULL
  );
  CREATE INDEX visitors_seen ON visitors (seen_at);

  CREATE TABLE write_probe (id INTEGER PRIMARY KEY CHECK (id = 1), written_at INTEGER NOT NULL);
  `,
  // Events may be collected only. SQLite changes no CHECK in place. https://www.sqlite.org/lang_altertable.html#otheralter
  `
  CREATE TABLE settled_2 (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'dead', 'collected')),
    settled_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    reason TEXT,
    request_id TEXT
  );
  INSERT INTO settled_2 SELECT * FROM settled;
  DROP TABLE settled;
  ALTER TABLE settled_2 RENAME TO settled;
  CREATE INDEX settled_at ON settled (state, settled_at);
  `,
  "ALTER TABLE events ADD COLUMN findings TEXT NOT NULL DEFAULT '[]'",
  // Keys lie in generations: see event-keys.ts.
  `
  CREATE TABLE key_generations (id INTEGER PRIMARY KEY, opened_at INTEGER, sealed_at INTEGER, filter BLOB);
  INSERT INTO key_generations (id) VALUES (1);
  DROP INDEX event_keys_expiry;
  ALTER TABLE event_keys RENAME TO event_keys_1;
  `,
  // A pixel that takes nothing is passed over by the index, however many of its events wait. Few events are dead.
  `
  ALTER TABLE outbox ADD COLUMN pixel TEXT NOT NULL DEFAULT '';
  ALTER TABLE outbox ADD COLUMN history TEXT;
  UPDATE outbox SET pixel = (SELECT pixel FROM events WHERE events.id = outbox.id);
  DROP INDEX outbox_due;
  CREATE INDEX outbox_due ON outbox (pixel, due_at);
  ALTER TABLE settled ADD COLUMN history TEXT;
  CREATE INDEX settled_dead ON settled (id) WHERE state = 'dead';
  `,
  logNewestKeys,
  // A dead event keeps its key until another copy of it is stored. What is replayed waits from then on, and not since its receipt.
  `
  ALTER TABLE settled ADD COLUMN key BLOB;
  UPDATE settled SET key = (SELECT event_key(pixel, event, event_id) FROM events WHERE events.id = settled.id)
  WHERE state = 'dead';
  CREATE INDEX settled_dead_key ON settled (key) WHERE key IS NOT NULL;
  ALTER TABLE outbox ADD COLUMN waits_since INTEGER NOT NULL DEFAULT 0;
  UPDATE outbox SET waits_since = (SELECT received_at FROM events WHERE events.id = outbox.id);
  `,
];

/** The newest generation of keys is a log, and older ones may wait until theirs is filed: see event-keys.ts. */
function logNewestKeys(database: DatabaseSync): void {
  const newest = Number(database.prepare('SELECT max(id) AS id FROM key_generations').get()?.id);
  database.exec(`
    CREATE TABLE key_logs (generation INTEGER PRIMARY KEY, filed INTEGER NOT NULL DEFAULT 0);
    INSERT INTO key_logs (generation) VALUES (${newest});
    CREATE TABLE event_key_log_${newest} (id INTEGER PRIMARY KEY, key BLOB NOT NULL, expires_at INTEGER NOT NULL);
    INSERT INTO event_key_log_${newest} (key, expires_at) SELECT key, expires_at FROM event_keys_${newest};
    DROP TABLE event_keys_${newest};
  `);
}

/** `event_key(pixel, event, event_id)`, for statements of this connection. */
function defineEventKey(database: DatabaseSync): void {
  database.function('event_key', { deterministic: true }, (pixel, event, eventId) =>
    eventKey({ pixel: String(pixel), event: String(event), eventId: String(eventId) }),
  );
}

/** Brings the database to the newest schema. Throws where it was written by a newer version of the program. */
export function migrate(database: DatabaseSync): void {
  defineEventKey(database);
  // The lock comes first: two collectors that open a new file together must not both create its tables.
  database.exec('BEGIN IMMEDIATE');
  try {
    const row = database.prepare('PRAGMA user_version').get();
    const version = Number(row?.user_version ?? 0);
    if (version > MIGRATIONS.length) {
      throw new Error(
        `The database has schema ${version}, this version knows ${MIGRATIONS.length}: start the newer version of clickthread.`,
      );
    }
    for (const migration of MIGRATIONS.slice(version)) {
      if (typeof migration === 'string') database.exec(migration);
      else migration(database);
    }
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT;`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
