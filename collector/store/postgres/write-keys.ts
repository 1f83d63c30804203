import { codeOf, type Run } from './connect.ts';

const ROLL = { name: 'roll_event_keys', text: 'SELECT clickthread.roll_event_keys()' };

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: check_violation, here "no partition found for row" */
const NO_PARTITION = '23514';

/** Makes the partitions of ids ahead, and drops those that are over: see `event-keys.ts`. */
export async function rollEventKeys(run: Run): Promise<void> {
  await run(ROLL, []);
}

/** Runs a statement that writes ids; where no sweep has run for two days, today's partition is made first. */
export const writeKeys =
  (run: Run): Run =>
  (statement, values) =>
    run(statement, values).catch(async (error) => {
      if (codeOf(error) !== NO_PARTITION) throw error;
      await rollEventKeys(run);
      return run(statement, values);
    });
