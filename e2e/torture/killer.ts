import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from '../fuzz/dice.ts';
import type { Fleet } from './fleet.ts';
import type { KillDatabase } from './kill-database.ts';

/** Kills fall anywhere from the first request to a loaded commit. */
const MAX_LIFE_MS = 300;
/** One start in so many is killed itself, at any moment up to where the collector mostly listens. */
const KILLED_START_ONE_IN = 10;
const MAX_START_MS = 400;

interface KillerOptions {
  readonly fleet: Fleet;
  readonly database: KillDatabase;
  readonly dice: Dice;
  /** How many collectors are killed in all, and how often the database's own server with one of them. */
  readonly kills: number;
  readonly databaseKills: number;
}

export interface Killer {
  readonly done: {
    kills: number;
    /** Those among them that met a collector that was starting. */
    killedStarts: number;
    databaseKills: number;
  };
  /** Lets the next collector live for a while, kills it, and waits until it is up again. */
  next(): Promise<void>;
}

export function createKiller({ fleet, database, dice, kills, databaseKills }: KillerOptions): Killer {
  const done = { kills: 0, killedStarts: 0, databaseKills: 0 };
  const spell = Math.ceil(kills / (databaseKills + 1));
  let place = 0;

  async function killStarts(): Promise<void> {
    while (done.kills < kills && dice.oneIn(KILLED_START_ONE_IN)) {
      done.kills += 1;
      done.killedStarts += 1;
      await fleet.startAndKill(dice.roll(MAX_START_MS));
    }
  }

  return {
    done,
    async next() {
      await delay(dice.roll(MAX_LIFE_MS));
      done.kills += 1;
      const isServersTurn =
        done.kills >= spell * (done.databaseKills + 1) && done.databaseKills < databaseKills;
      const server = isServersTurn ? database.server : undefined;
      server?.crash();
      await fleet.kill(place);
      if (server) {
        await server.start();
        done.databaseKills += 1;
      }
      await killStarts();
      await fleet.start(place);
      place = (place + 1) % database.collectors;
    },
  };
}
