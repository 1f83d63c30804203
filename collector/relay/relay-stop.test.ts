import { expect, it, vi } from 'vitest';
import type { ClaimedEvent, Settlement } from '../store/store.ts';
import type { Reply } from '../tiktok/outcome.ts';
import { createRelay, type RelayDeps } from './relay.ts';

const OK: Reply = { kind: 'answer', status: 200, text: '{"code":0,"message":"OK"}' };
const REFUSED: Reply = { kind: 'answer', status: 400, text: '{"code":40002,"message":"no"}' };

function claimed(id: number, pixel = 'C4AAAAAAAAAAAAAAAAAA'): ClaimedEvent {
  const head = { pixel, eventSource: 'web', testEventCode: null } as const;
  return {
    ...head,
    id,
    lease: 'L',
    attempts: 0,
    history: null,
    event: 'Purchase',
    eventId: `${id}`,
    body: '{}',
    receivedAt: 0,
  };
}

/** A promise that is settled from outside. */
function gate<T>() {
  let open: (value: T) => void = () => undefined;
  const passed = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/** A relay over a store that hands out these claims one after the other, then nothing. */
function relayOver(
  claims: (() => Promise<ClaimedEvent[]>)[],
  track: RelayDeps['track'],
  settling: (() => void)[] = [],
  now = 0,
  changed: Partial<RelayDeps> = {},
) {
  const settled: Settlement[] = [];
  const errors: string[] = [];
  const relay = createRelay({
    store: {
      claim: () => claims.shift()?.() ?? Promise.resolve([]),
      renew: async (_lease, ids) => [...ids],
      async settle(settlements) {
        settling.shift()?.();
        settled.push(...settlements);
        return settlements.length;
      },
    },
    track,
    tokenOf: () => 'token',
    now: () => now,
    random: () => 0.5,
    log: { info() {}, warn() {}, error: (fields) => void errors.push(JSON.stringify(fields)) },
    ...changed,
  });
  const outcomes = () => settled.map(({ id, kind }) => `${id} ${kind}`).sort();
  return { relay, outcomes, errors };
}
const fail = (message: string) => () => {
  throw new Error(message);
};

it('stops at once where nothing is to be done', async () => {
  const { relay } = relayOver([], async () => OK);
  relay.start();
  await expect(relay.stop()).resolves.toBeUndefined();
});

it('stops also where it never started', async () => {
  await expect(relayOver([], async () => OK).relay.stop()).resolves.toBeUndefined();
});

it('starts once, however often it is told', async () => {
  const track = vi.fn(async () => OK);
  const { relay, outcomes } = relayOver([async () => [claimed(1)]], track);
  relay.start();
  relay.start();
  await vi.waitFor(() => expect(outcomes()).toEqual(['1 accepted']));
  expect(track).toHaveBeenCalledTimes(1);
  await relay.stop();
});

it('finishes the request that is under way', async () => {
  const reply = gate<Reply>();
  const track = vi.fn(() => reply.passed);
  const { relay, outcomes } = relayOver([async () => [claimed(1)]], track);
  relay.start();
  await vi.waitFor(() => expect(track).toHaveBeenCalled());
  const stopped = relay.stop();
  reply.open(OK);
  await stopped;
  expect(outcomes()).toEqual(['1 accepted']);
});

it('returns what was claimed but not sent', async () => {
  const claim = gate<ClaimedEvent[]>();
  const track = vi.fn(async () => OK);
  const { relay, outcomes } = relayOver([() => claim.passed], track);
  relay.start();
  const stopped = relay.stop();
  claim.open([claimed(1), claimed(2), claimed(3, 'C5AAAAAAAAAAAAAAAAAA')]);
  await stopped;
  expect(track).not.toHaveBeenCalled();
  expect(outcomes()).toEqual(['1 returned', '2 returned', '3 returned']);
});

it('returns the halves of a refused request that were not sent yet', async () => {
  const reply = gate<Reply>();
  const track = vi.fn(() => reply.passed);
  const { relay, outcomes } = relayOver([async () => [claimed(1), claimed(2)]], track);
  relay.start();
  await vi.waitFor(() => expect(track).toHaveBeenCalled());
  const stopped = relay.stop();
  reply.open(REFUSED);
  await stopped;
  expect(track).toHaveBeenCalledTimes(1);
  // Not as if nothing had been found out: each half goes on by itself.
  expect(outcomes()).toEqual(['1 retry', '2 retry']);
});

it('begins no request whose turn comes after the stop', async () => {
  const turn = gate<void>();
  const wait = vi.fn(() => turn.passed);
  const track = vi.fn(async () => REFUSED);
  // At one request a second the halves have to wait for their turns.
  const slow = { requestsPerSecond: 1, wait };
  const { relay, outcomes } = relayOver([async () => [claimed(1), claimed(2)]], track, [], 0, slow);
  relay.start();
  await vi.waitFor(() => expect(wait).toHaveBeenCalledWith(2000));
  const stopped = relay.stop();
  turn.open();
  await stopped;
  expect(track).toHaveBeenCalledTimes(1);
  // Not as if nothing had been found out: each half goes on by itself.
  expect(outcomes()).toEqual(['1 retry', '2 retry']);
});

it('goes on after the store failed to hand out events', async () => {
  const broken = () => Promise.reject(new Error('disk gone'));
  const { relay, outcomes, errors } = relayOver([broken, async () => [claimed(1)]], async () => OK);
  relay.start();
  await vi.waitFor(() => expect(errors).toEqual(['{"error":"disk gone"}']));
  relay.wake();
  await vi.waitFor(() => expect(outcomes()).toEqual(['1 accepted']));
  await relay.stop();
});

it('asks for fewer events after a claim that failed, as where they do not pass the network in time', async () => {
  const asked: number[] = [];
  const { relay } = relayOver([], async () => OK, [], 0, {
    store: {
      async claim(events) {
        asked.push(events);
        if (events > 3) throw new Error('no answer in 5 s');
        return asked.length < 12
          ? Array.from({ length: events }, (_, id) => claimed(asked.length * 10 + id))
          : [];
      },
      renew: async (_lease, ids) => [...ids],
      settle: async (settlements) => settlements.length,
    },
  });
  relay.start();
  await vi.waitFor(() => {
    relay.wake();
    expect(asked.length).toBeGreaterThan(11);
  });
  await relay.stop();
  expect(asked.slice(0, 12)).toEqual([1000, 500, 250, 125, 62, 31, 15, 7, 3, 4, 2, 3]);
});

it('says once that the store fails, however often it does', async () => {
  const passed = gate<ClaimedEvent[]>();
  const broken = vi.fn(() => Promise.reject(new Error('disk gone')));
  const claims = [broken, broken, broken, () => passed.passed];
  const { relay, outcomes, errors } = relayOver(claims, async () => OK);
  relay.start();
  await vi.waitFor(() => {
    relay.wake();
    expect(broken).toHaveBeenCalledTimes(3);
  });
  passed.open([claimed(1)]);
  await vi.waitFor(() => expect(outcomes()).toEqual(['1 accepted']));
  expect(errors).toEqual(['{"error":"disk gone"}']);
  await relay.stop();
});

it('goes on after the store failed to write an outcome: the event falls due again by itself', async () => {
  const passed = gate<ClaimedEvent[]>();
  const claims = [async () => [claimed(1)], () => passed.passed];
  const { relay, outcomes, errors } = relayOver(claims, async () => OK, [fail('disk full')]);
  relay.start();
  await vi.waitFor(() => expect(errors).toEqual(['{"error":"disk full"}']));
  passed.open([claimed(1)]);
  await vi.waitFor(() => expect(outcomes()).toEqual(['1 accepted']));
  await relay.stop();
});

it('tries again to bury what is too late, where that could not be written', async () => {
  const passed = gate<ClaimedEvent[]>();
  const claims = [async () => [claimed(1)], () => passed.passed];
  const track = vi.fn(async () => OK);
  // Received at 0, and so more than 40 h ago.
  const { relay, outcomes, errors } = relayOver(claims, track, [fail('disk full')], 41 * 3_600_000);
  relay.start();
  await vi.waitFor(() => expect(errors).toEqual(['{"error":"disk full"}']));
  relay.wake();
  passed.open([claimed(1)]);
  await vi.waitFor(() => expect(outcomes()).toEqual(['1 dead']));
  expect(track).not.toHaveBeenCalled();
  await relay.stop();
});

it('finishes the other requests under way when the outcome of one could not be written', async () => {
  const reply = gate<Reply>();
  const pixels = ['C4AAAAAAAAAAAAAAAAAA', 'C5AAAAAAAAAAAAAAAAAA'] as const;
  const track = vi.fn<RelayDeps['track']>(({ eventSourceId }) =>
    eventSourceId === pixels[0] ? Promise.resolve(OK) : reply.passed,
  );
  const claims = [async () => [claimed(1, pixels[0]), claimed(2, pixels[1])]];
  const failed = gate<void>();
  const { relay, outcomes } = relayOver(claims, track, [
    () => {
      failed.open();
      throw new Error('disk full');
    },
  ]);
  relay.start();
  await failed.passed;
  const stopped = relay.stop();
  setTimeout(() => reply.open(OK), 20);
  await stopped;
  expect(outcomes()).toEqual(['2 accepted']);
});
