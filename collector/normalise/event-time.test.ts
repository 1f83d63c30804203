import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseEventTime } from './event-time.ts';

const DAY = 86_400_000;
const MAX_AGE = 28 * DAY;
// A moment that is known in both forms: https://www.gnu.org/software/coreutils/manual/html_node/Seconds-since-the-Epoch.html
const SECONDS = 1_000_000_000;
const receivedAt = SECONDS * 1000 + 5000;

describe('one moment, 2001-09-09T01:46:40Z', () => {
  it.each([
    { raw: SECONDS, reason: 'Unix seconds' },
    { raw: SECONDS * 1000, reason: 'Unix milliseconds' },
    { raw: '1000000000', reason: 'seconds as text' },
    { raw: '1000000000000', reason: 'milliseconds as text' },
    { raw: '1000000000.25', reason: 'a fraction, floored' },
    { raw: SECONDS + 0.999, reason: 'a fraction, floored and not rounded' },
    { raw: SECONDS * 1000 + 999, reason: 'milliseconds, floored and not rounded' },
    { raw: '2001-09-09T01:46:40Z', reason: 'ISO 8601' },
    { raw: '2001-09-09T01:46:40.999Z', reason: 'ISO 8601 with a fraction' },
    { raw: '2001-09-09T03:46:40+02:00', reason: 'east of Greenwich' },
    { raw: '2001-09-08T18:46:40-07:00', reason: 'west of Greenwich, the day before' },
    { raw: '2001-09-09T03:46:40+0200', reason: 'an offset without its colon, as strftime writes it' },
    { raw: '2001-09-09 01:46:40Z', reason: 'a blank for the T (RFC 3339, section 5.6)' },
    { raw: '2001-09-09t01:46:40z', reason: 'small letters (RFC 3339, section 5.6)' },
    { raw: ' 2001-09-09T01:46:40Z ', reason: 'blanks around it' },
    { raw: '2001-09-09T07:31:40+05:45', reason: 'an offset of quarters of an hour, as in Nepal' },
    { raw: '2001-09-09T15:46:40+14:00', reason: 'the farthest east' },
    { raw: '2001-09-08T13:46:40-12:00', reason: 'the farthest west' },
    { raw: '2001-09-09T01:46:40-00:00', reason: 'UTC, place unknown (RFC 3339, section 4.3)' },
    { raw: '1000000000999', reason: 'milliseconds as text, floored' },
  ])('$raw: $reason', ({ raw }) => {
    expect(normaliseEventTime(raw, receivedAt, MAX_AGE)).toBe(SECONDS);
  });
});

it('is the time of receipt where none is given', () => {
  expect(normaliseEventTime(undefined, SECONDS * 1000 + 999, MAX_AGE)).toBe(SECONDS);
});

// Between the two lies the year 5138 in seconds, or 1973 in milliseconds; further out nobody's clock goes.
describe('where one unit ends and the other begins', () => {
  const noLimit = Number.POSITIVE_INFINITY;
  it.each([
    { raw: 99_999_999_999, seconds: 99_999_999_999, reason: 'the last that is seconds' },
    { raw: 100_000_000_000, seconds: 100_000_000, reason: 'the first that is milliseconds' },
    { raw: '99999999999', seconds: 99_999_999_999, reason: 'the last that is seconds, as text' },
    { raw: '100000000000', seconds: 100_000_000, reason: 'the first that is milliseconds, as text' },
    { raw: 100_000_000, seconds: 100_000_000, reason: 'the first that is a time at all' },
    { raw: 99_999_999_999_999, seconds: 99_999_999_999, reason: 'the last that is a time at all' },
  ])('$raw: $reason', ({ raw, seconds }) => {
    expect(normaliseEventTime(raw, receivedAt, noLimit)).toBe(seconds);
  });

  it.each([
    { raw: 99_999_999, reason: 'before it' },
    { raw: 100_000_000_000_000, reason: 'after it' },
  ])('$raw is no time: $reason', ({ raw }) => {
    expect(normaliseEventTime(raw, receivedAt, noLimit)).toMatchObject({ path: 'event_time' });
  });
});

it('reads a date alone as its beginning in UTC', () => {
  // 1,000,000,000 less the 6,400 seconds of 01:46:40.
  expect(normaliseEventTime('2001-09-09', receivedAt, MAX_AGE)).toBe(999_993_600);
});

describe('what is no time', () => {
  it.each([
    { raw: '', reason: 'blank' },
    { raw: 'yesterday', reason: 'words' },
    { raw: '2001-09-09T01:46:40', reason: 'no zone: it would be a guess' },
    { raw: '09/09/2001', reason: 'which of the two is the month?' },
    { raw: '20010909', reason: 'eight digits' },
    { raw: '2001-13-01', reason: 'a thirteenth month' },
    { raw: '2001-09-09T25:00:00Z', reason: 'a 25th hour' },
    { raw: 0, reason: 'a clock that was never set' },
    { raw: -1, reason: 'before 1970' },
    { raw: 20010909, reason: 'a date as a number' },
    { raw: SECONDS * 1e6, reason: 'microseconds' },
    { raw: Number.NaN, reason: 'not a number' },
    { raw: Number.POSITIVE_INFINITY, reason: 'no end' },
  ])('$raw: $reason', ({ raw }) => {
    expect(normaliseEventTime(raw, receivedAt, MAX_AGE)).toMatchObject({ path: 'event_time' });
  });
});

describe('age', () => {
  it.each([
    { age: MAX_AGE, old: false, reason: 'exactly the limit' },
    { age: MAX_AGE + 1, old: true, reason: 'a millisecond more' },
    { age: -60_000, old: false, reason: 'a clock a minute ahead' },
  ])('$age ms: $reason', ({ age, old }) => {
    const result = normaliseEventTime(receivedAt - age, receivedAt, MAX_AGE);
    if (old)
      expect(result).toMatchObject({ path: 'event_time', message: expect.stringContaining('28 days') });
    else expect(result).toBe(Math.floor((receivedAt - age) / 1000));
  });
});

describe('any moment', () => {
  const moment = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) });

  it('is the same in ISO, seconds and milliseconds, and is floored', () => {
    fc.assert(
      fc.property(moment, (ms) => {
        const seconds = (ms - (ms % 1000)) / 1000;
        for (const raw of [ms, `${ms}`, ms / 1000, seconds, `${seconds}`, new Date(ms).toISOString()]) {
          expect(normaliseEventTime(raw, ms, MAX_AGE)).toBe(seconds);
        }
      }),
    );
  });

  it('is the same with any offset', () => {
    const hour = fc.integer({ min: -14, max: 14 });
    const minute = fc.constantFrom(0, 15, 30, 45);
    fc.assert(
      fc.property(moment, hour, minute, (ms, hours, minutes) => {
        const sign = hours < 0 ? '-' : '+';
        const offset = (Math.abs(hours) * 60 + minutes) * 60_000 * (hours < 0 ? -1 : 1);
        const wall = new Date(ms + offset).toISOString().slice(0, -1);
        const zone = `${sign}${String(Math.abs(hours)).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        expect(normaliseEventTime(wall + zone, ms, MAX_AGE)).toBe(Math.floor(ms / 1000));
      }),
    );
  });

  it('is a whole number or a fault, whatever is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double()), (raw) => {
        const result = normaliseEventTime(raw, receivedAt, MAX_AGE);
        if (typeof result === 'number') expect(Number.isSafeInteger(result)).toBe(true);
        else expect(result.path).toBe('event_time');
      }),
    );
  });
});
