import type { Behaviour } from '../simulator/behaviour.ts';

/** Something that TikTok, or what lies on the way to it, does with a request whose events are good. */
export interface Hardship extends Behaviour {
  /** Only for requests of several events: one that is too large alone is bad. */
  readonly isForMany?: true;
}

/** Every other one with a matching HTTP status; both are on record. */
const answers = (codes: readonly number[]): Hardship[] =>
  codes.map((answerCode, index) => ({ answerCode, style: index % 2 === 0 ? 'ok-with-code' : 'http-status' }));
const gateway = (status: number, body = ''): Hardship => ({ gateway: { status, body } });
const HTML = '<html><title>Error</title></html>';

/** Codes of collector/tiktok/outcome.ts after which a request is sent again, and codes for which it slows down. */
const RETRIED = [40050, 40201, 40202, 50000, 50002, 51010, 51012, 53000, 60001, 61000];
const THROTTLED = [40016, 40100, 40132, 40133];
/** One of each row there that pauses the pixel until somebody has mended the token or the account. */
const UNAUTHORISED = [
  40001, 40003, 40006, 40009, 40013, 40051, 40105, 40119, 40124, 40131, 40300, 40309, 40400, 41000, 70001,
];
/** And words that make one of 40002. */
export const PAUSING_WORDS: readonly string[] = [
  'No permission to operate pixel code: X. You must be an admin or operator of this advertiser account.',
  'Invalid value for event_source_id: not a valid string.',
];

/** Each is met once by a request that is sent again later, if it has to be. */
export const HARDSHIPS: readonly Hardship[] = [
  { drop: 'after' },
  { drop: 'before' },
  { html502: true },
  { empty: true },
  { cutAt: 1 },
  { cutAt: 40 },
  gateway(200, '1'),
  gateway(200, HTML),
  ...[401, 403, 404, 408, 500, 503, 504].map((status) => gateway(status, HTML)),
  gateway(429),
  { ...gateway(413, HTML), isForMany: true },
  { answerCode: 20001 },
  ...answers(RETRIED),
  ...answers(THROTTLED),
  ...answers(UNAUTHORISED),
  ...PAUSING_WORDS.map((answerMessage): Hardship => ({ answerCode: 40002, answerMessage })),
];

/** Those that take the time that they are about: an answer that comes in time, and none at all. */
export const slowHardships = (latencyMs: number): readonly Hardship[] => [{ latencyMs }, { hang: true }];
