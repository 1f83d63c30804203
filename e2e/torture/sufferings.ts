import { setTimeout as delay } from 'node:timers/promises';
import { A, type OutageStand } from './outage-stand.ts';
import type { Outage } from './outage-verdicts.ts';

const DEAD_MS = 5000;
/** The lease of a relay is 15 s: it has been over for a while when the relay wakes. */
export const ASLEEP_MS = 22_000;
const DOWN_MS = 5000;
const CUT_OFF_MS = 30_000;

/** Something that fails, and works again at the end. */
export interface Suffering extends Omit<Outage, 'from' | 'to'> {
  /** Returns when it failed and when it worked again. */
  run(): Promise<Pick<Outage, 'from' | 'to'>>;
}

export const killed = ({ collector, restart }: OutageStand): Suffering => ({
  name: 'kill -9 of one collector',
  victim: A,
  async run() {
    const from = Date.now();
    await collector(A).kill('SIGKILL');
    await delay(DEAD_MS);
    await restart(A);
    return { from, to: Date.now() };
  },
});

/** @param onStop is told which events the relay held then */
export const asleep = (
  { collector, refuseNext }: OutageStand,
  onStop: (ids: readonly string[]) => void,
): Suffering => ({
  name: 'SIGSTOP of one collector past its leases',
  victim: A,
  async run() {
    const { pid } = collector(A);
    const from = await new Promise<number>((resolve) => {
      refuseNext(A, (ids) => {
        process.kill(pid, 'SIGSTOP');
        onStop(ids);
        resolve(Date.now());
      });
    });
    await delay(ASLEEP_MS);
    const to = Date.now();
    process.kill(pid, 'SIGCONT');
    return { from, to };
  },
});

export const databaseRestarted = ({ postgres }: OutageStand): Suffering => ({
  name: 'Postgres restarted',
  async run() {
    await postgres.stop();
    const from = Date.now();
    await delay(DOWN_MS);
    await postgres.start();
    return { from, to: Date.now() };
  },
});

export const databaseRefused = ({ network }: OutageStand): Suffering => ({
  name: 'Postgres refused by the network for 30 s',
  async run() {
    await network.refuse();
    const from = Date.now();
    await delay(CUT_OFF_MS);
    await network.pass('is forgotten');
    return { from, to: Date.now() };
  },
});

export const databaseSilent = ({ network }: OutageStand, after: 'arrives' | 'is forgotten'): Suffering => ({
  name: `Postgres cut off in silence for 30 s; what was sent ${after}`,
  async run() {
    network.stall();
    const from = Date.now();
    await delay(CUT_OFF_MS);
    await network.pass(after);
    return { from, to: Date.now() };
  },
});
