import type { IncomingMessage } from 'node:http';
import {
  CLICK_COOKIE,
  FIRST_CLICK_COOKIE,
  parseClick,
  type StoredClick,
  TTP_COOKIE,
  VISITOR_COOKIE,
} from '../contract/cookies.ts';

/**
 * A visitor id as the tag makes it; behind it, where the collector has renewed the cookie, when that was: Unix
 * seconds in base 36. Nobody else can tell a cookie's age, since browsers do not send it.
 */
const VISITOR_VALUE = /^([\w-]{8,64})(?:\.([0-9a-z]{6,7}))?$/;

/** First-party cookies that came with a request; values that are not ours are left out. */
export interface RequestCookies {
  readonly click: StoredClick | undefined;
  readonly first: StoredClick | undefined;
  readonly visitor: string | undefined;
  /** When the collector last renewed them, in ms. */
  readonly renewedAt: number | undefined;
  readonly ttp: string | undefined;
  /** The value of `_ttp` to the letter, where the header has one and no other. */
  readonly renewableTtp: string | undefined;
}

/** As TikTok's pixel writes it, and as a cookie holds it without any encoding. */
const TTP_VALUE = /^[\w.-]{8,200}$/;

type Name = typeof CLICK_COOKIE | typeof FIRST_CLICK_COOKIE | typeof VISITOR_COOKIE | typeof TTP_COOKIE;

/**
 * Reads our cookies and the pixel's out of the Cookie header. Any host of the site may set a cookie of the same name
 * for one path or for all hosts, so of several the first that can be ours counts.
 * https://www.rfc-editor.org/rfc/rfc6265#section-8.6
 */
export function readCookies(request: IncomingMessage): RequestCookies {
  const values: Record<Name, string[]> = {
    [CLICK_COOKIE]: [],
    [FIRST_CLICK_COOKIE]: [],
    [VISITOR_COOKIE]: [],
    [TTP_COOKIE]: [],
  };
  for (const pair of request.headers.cookie?.split(';') ?? []) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at).trim();
    if (isOurs(name)) values[name].push(pair.slice(at + 1).trim());
  }
  const [visitor, renewed] = firstOf(values[VISITOR_COOKIE], splitVisitor) ?? [];
  const [ttp, ...others] = values[TTP_COOKIE];
  return {
    click: firstOf(values[CLICK_COOKIE], parseClick),
    first: firstOf(values[FIRST_CLICK_COOKIE], parseClick),
    visitor,
    renewedAt: renewed === undefined ? undefined : Number.parseInt(renewed, 36) * 1000,
    ttp: firstOf(values[TTP_COOKIE], (value) => value || undefined),
    renewableTtp:
      ttp !== undefined && TTP_VALUE.test(ttp) && others.every((each) => each === ttp) ? ttp : undefined,
  };
}

function isOurs(name: string): name is Name {
  return (
    name === CLICK_COOKIE || name === VISITOR_COOKIE || name === TTP_COOKIE || name === FIRST_CLICK_COOKIE
  );
}

/** A visitor id, and what stands behind it; undefined where it is none of ours. */
export function splitVisitor(
  value: string,
): readonly [visitor: string, renewed: string | undefined] | undefined {
  const match = VISITOR_VALUE.exec(value);
  return match ? [match[1] as string, match[2]] : undefined;
}

function firstOf<T>(values: readonly string[], parse: (value: string) => T | undefined): T | undefined {
  for (const value of values) {
    const decodedValue = decoded(value);
    const parsed = decodedValue === undefined ? undefined : parse(decodedValue);
    if (parsed !== undefined) return parsed;
  }
  return undefined;
}

function decoded(value: string): string | undefined {
  if (!value.includes('%')) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
