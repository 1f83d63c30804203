/** Odd, so that there is a middle one. `BENCH_ROUNDS=1 BENCH_SECONDS=1` shows quickly whether a measure works at all. */
export const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);

/** How long each of the compared is measured in each round. */
export const ROUND_SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
