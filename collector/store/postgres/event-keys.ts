/**
 * The memory of ids: one partition a day (of UTC, counted from 1970), made ahead and dropped whole, so that forgetting
 * 80 million ids costs nothing.
 *
 * A row of day d is of no more use when day d + 3 begins (48 h after the end of d); it is dropped a day later.
 * Yesterday's partition is made too, since the first hour of a day writes there as well: see `append.ts`.
 */
export const EVENT_KEYS = `
  CREATE TABLE clickthread.event_keys (
    key uuid NOT NULL,
    pixel text NOT NULL,
    day integer NOT NULL,
    expires_at bigint NOT NULL,
    PRIMARY KEY (key, pixel, day)
  ) PARTITION BY RANGE (day);

  -- Makes the partitions of yesterday to the day after tomorrow, and drops those whose ids have all run out.
  CREATE FUNCTION clickthread.roll_event_keys() RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    today constant integer := clickthread.now_ms() / 86400000;
    old record;
  BEGIN
    -- Several collectors may find at once that a partition is missing.
    PERFORM pg_advisory_xact_lock(7302120454);
    FOR day IN today - 1 .. today + 2 LOOP
      CONTINUE WHEN to_regclass('clickthread.event_keys_' || day) IS NOT NULL;
      -- Made apart and then attached: appends go on meanwhile.
      EXECUTE format('CREATE TABLE clickthread.event_keys_%s (LIKE clickthread.event_keys INCLUDING ALL)', day);
      EXECUTE format(
        'ALTER TABLE clickthread.event_keys ATTACH PARTITION clickthread.event_keys_%s FOR VALUES FROM (%s) TO (%s)',
        day, day, day + 1);
    END LOOP;
    FOR old IN
      SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
      WHERE inhparent = 'clickthread.event_keys'::regclass
        AND substring(child.relname FROM '[0-9]+$')::integer < today - 3
    LOOP
      EXECUTE format('DROP TABLE clickthread.%I', old.relname);
    END LOOP;
  END $$;
`;

/**
 * The same beside somebody who reads for long: a dump, a session left open. To make a partition waits for no reader. To
 * drop one does, and all appends queue behind it: so it is given up within 200 ms, what was made stays, and a later
 * sweep drops it.
 * https://www.postgresql.org/docs/14/sql-altertable.html and https://www.postgresql.org/docs/14/explicit-locking.html
 */
export const ROLL_BESIDE_READERS = `
  CREATE OR REPLACE FUNCTION clickthread.roll_event_keys() RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    today constant integer := clickthread.now_ms() / 86400000;
    old record;
  BEGIN
    -- Several collectors may find at once that a partition is missing.
    PERFORM pg_advisory_xact_lock(7302120454);
    FOR day IN today - 1 .. today + 2 LOOP
      CONTINUE WHEN to_regclass('clickthread.event_keys_' || day) IS NOT NULL;
      -- Made apart and then attached: appends go on meanwhile.
      EXECUTE format('CREATE TABLE clickthread.event_keys_%s (LIKE clickthread.event_keys INCLUDING ALL)', day);
      EXECUTE format(
        'ALTER TABLE clickthread.event_keys ATTACH PARTITION clickthread.event_keys_%s FOR VALUES FROM (%s) TO (%s)',
        day, day, day + 1);
    END LOOP;
    PERFORM set_config('lock_timeout', '200ms', true);
    FOR old IN
      SELECT child.relname FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
      WHERE inhparent = 'clickthread.event_keys'::regclass
        AND substring(child.relname FROM '[0-9]+$')::integer < today - 3
      ORDER BY child.relname
    LOOP
      BEGIN
        EXECUTE format('DROP TABLE clickthread.%I', old.relname);
      EXCEPTION WHEN lock_not_available THEN
        -- Who reads one mostly reads all: the appends are held up once, and not by each.
        EXIT;
      END;
    END LOOP;
  END $$;
`;
