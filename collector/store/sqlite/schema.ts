import type { DatabaseSync } from 'node:sqlite';

/**
 * Numbered migrations; `PRAGMA user_version` holds the number of the last one applied. Never edit a published one.
 *
 * Keys and bodies are apart: bodies under a random key measured three times slower than keys alone with the
 * bodies appended to a table of their own. For the same reason a visitor is a row with an index on its key: what is
 * remembered of one has some 700 bytes.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE event_keys (
    key BLOB PRIMARY KEY,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX event_keys_expiry ON event_keys (expires_at);

  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    pixel TEXT NOT NULL,
    event_source TEXT NOT NULL,
    test_event_code TEXT,
    event TEXT NOT NULL,
    event_id TEXT NOT NULL,
    body TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'accepted', 'dead')),
    due_at INTEGER NOT NULL,
    lease TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    settled_at INTEGER,
    reason TEXT,
    request_id TEXT
  );
  CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'due';
  CREATE INDEX outbox_settled ON outbox (state, settled_at) WHERE state <> 'due';

  CREATE TABLE visitors (
    key TEXT PRIMARY KEY,
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
];

/** Brings the database to the newest schema. Throws where it was written by a newer version of the program. */
export function migrate(database: DatabaseSync): void {
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
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}; COMMIT;`);
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
