import { INVALID_SOURCE, NO_PERMISSION } from './request-words.ts';

/** Why TikTok answered with a code, and what mends it. */
export interface Explanation {
  readonly cause: string;
  readonly fix: string;
}

const NEW_TOKEN = 'Generate a new one (Events Manager › pixel › Settings), set it and restart the collector.';
const LOG_IN =
  'Log in to TikTok Ads Manager with the account that owns the pixel. Where that does not help, generate a new token (Events Manager › pixel › Settings), set it and restart the collector.';
const WAIT = 'Nothing to do: the collector sends the events again, under the same ids.';
const SLOW = 'Nothing to do: the collector slows this pixel down and sends the events again.';
const REPORT = 'Report the event and the request id to the maintainers of clickthread.';
const ADDRESS =
  'Remove TIKTOK_API_URL, or set it to https://business-api.tiktok.com; then update clickthread.';
const SUPPORT = 'Ask your TikTok representative or the support of TikTok for Business.';
const TIKTOK_TROUBLE = "TikTok's own service failed.";

const GARM = 'The account is not cleared for GARM, the rules of brand safety.';

const explained = (cause: string, fix: string): Explanation => ({ cause, fix });

const NOT_YOUR_PIXEL = explained(
  'The token may not send to this pixel: it belongs to another account, or lost its role.',
  'Generate the token in Events Manager of the account that owns the pixel, or give its user the role of admin or operator; check the pixel code.',
);

/**
 * By the names of the codes in TikTok's SDK (https://github.com/tiktok/tiktok-business-api-sdk, tiktok_code.py); what
 * to do is ours.
 */
const EXPLANATIONS: ReadonlyMap<number, Explanation> = new Map([
  [20001, explained('TikTok took the request in part.', 'Read what TikTok says beside it in the note.')],
  [
    40000,
    explained(
      'A parameter is invalid.',
      'Mend the field that the message names where the event is made, and send it under a new event id.',
    ),
  ],
  [40001, NOT_YOUR_PIXEL],
  [
    40002,
    explained(
      'A field has a value or a type that TikTok does not take.',
      'Mend the field that the message names where the event is made; "clickthread explain" shows what TikTok gets.',
    ),
  ],
  [40003, explained('The operation is forbidden for this token.', NEW_TOKEN)],
  [40006, explained('TikTok does not serve this version of the API.', ADDRESS)],
  [
    40007,
    explained(
      'What the request names does not exist.',
      'Check the pixel code or the id of the event set, and what the message names.',
    ),
  ],
  [40008, explained('TikTok has not built what was asked for.', REPORT)],
  [40009, explained('The sandbox does not offer this.', ADDRESS)],
  [40010, explained('The address is not one that serves this request.', ADDRESS)],
  [40011, explained('The request names too many ids.', REPORT)],
  [40013, explained('The sandbox has no such advertiser.', ADDRESS)],
  [40014, explained('TikTok serves this elsewhere.', ADDRESS)],
  [40016, explained('Too many requests for a rule of this account.', SLOW)],
  [40050, explained('TikTok has seen this very request.', WAIT)],
  [40051, explained('TikTok does not know this version of the API.', ADDRESS)],
  [
    40061,
    explained(
      'The request has no event or too many.',
      'Nothing to do: the collector cuts it. Report it where one event alone is refused.',
    ),
  ],
  [
    40062,
    explained(
      'An e-mail address, phone number or external id is not hashed.',
      'Send such data in the fields of "user" only, where the collector hashes it; look for it in properties and addresses.',
    ),
  ],
  [40063, explained('The name of the partner is not known.', REPORT)],
  [40100, explained('Too many requests at once.', SLOW)],
  [40101, explained('The app id and its secret do not belong together.', NEW_TOKEN)],
  [40102, explained('The token has expired.', NEW_TOKEN)],
  [40103, explained('The refresh token has expired.', NEW_TOKEN)],
  [40104, explained('The request came without a token.', NEW_TOKEN)],
  [
    40105,
    explained(
      'The token is wrong or was revoked.',
      `Check that it is whole and without "Bearer". ${NEW_TOKEN}`,
    ),
  ],
  [40106, explained('The user behind the token is not valid.', NEW_TOKEN)],
  [40107, explained('The refresh token is wrong.', NEW_TOKEN)],
  [40108, explained('The kind of grant is wrong.', NEW_TOKEN)],
  [40109, explained('The token cannot be read.', NEW_TOKEN)],
  [40110, explained('The code of the grant is wrong or used up.', NEW_TOKEN)],
  [40112, explained('The password of the account is wrong.', LOG_IN)],
  [40113, explained('The developer app is forbidden to do this.', SUPPORT)],
  [40114, explained('The advertiser is logged out.', LOG_IN)],
  [40115, explained('The grant has expired.', NEW_TOKEN)],
  [40116, explained('The signature of the grant is wrong.', NEW_TOKEN)],
  [40117, explained('The app may not use this method.', SUPPORT)],
  [40118, explained('The account is not on the list for this feature.', SUPPORT)],
  [40119, explained('The token and what the request names belong to two identities.', NOT_YOUR_PIXEL.fix)],
  [40120, explained('The TikTok user is not logged in.', LOG_IN)],
  [40121, explained('The account is no creator of the Creator Marketplace.', SUPPORT)],
  [40122, explained("The Creator Marketplace does not serve the account's country.", SUPPORT)],
  [40124, explained('TikTok has rejected the developer.', SUPPORT)],
  [40125, explained('The developer lacks a permission.', NEW_TOKEN)],
  [40126, explained(GARM, SUPPORT)],
  [40127, explained(GARM, SUPPORT)],
  [40128, explained(GARM, SUPPORT)],
  [40129, explained(GARM, SUPPORT)],
  [40130, explained('The token was given without the scope for events.', NEW_TOKEN)],
  [40131, explained('The TikTok user has not granted what the token needs.', NEW_TOKEN)],
  [40132, explained('Requests come too often.', SLOW)],
  [40133, explained('Requests come too often.', SLOW)],
  [40200, explained('A task at TikTok failed.', 'Replay the event; report it where that fails too.')],
  [40201, explained('A task at TikTok is not ready.', WAIT)],
  [40202, explained('Two writes met at TikTok.', WAIT)],
  [40300, explained('The advertiser does not exist.', 'Check that the pixel belongs to a live ad account.')],
  [40301, explained('The role in the ad account does not allow this.', NEW_TOKEN)],
  [40302, explained('The ad account has no customer.', SUPPORT)],
  [40309, explained('TikTok asks for a login.', LOG_IN)],
  [40400, explained('TikTok knows no such address.', ADDRESS)],
  [40700, explained("TikTok's own check of the request failed.", REPORT)],
  [41000, explained('The account is blocked.', SUPPORT)],
  [41001, explained('TikTok has taken this interface offline.', ADDRESS)],
  [41002, explained('TikTok has taken a field offline.', REPORT)],
  [50000, explained(TIKTOK_TROUBLE, WAIT)],
  [50002, explained('TikTok took too long inside.', WAIT)],
  [51000, explained(TIKTOK_TROUBLE, WAIT)],
  [51010, explained('TikTok took too long inside.', WAIT)],
  [51012, explained("TikTok's pixel service failed.", WAIT)],
  [60001, explained('TikTok is under maintenance.', WAIT)],
  [61000, explained('TikTok has too much to do.', WAIT)],
  [70001, explained('The token was given in a way that does not fit this business account.', NEW_TOKEN)],
]);

/** Numbers without a name of their own, by the first and the last of their hundred or thousand. */
const GROUPS: readonly (readonly [number, number, Explanation])[] = [
  [40101, 40199, explained('TikTok refuses the token, or the user or developer behind it.', LOG_IN)],
  [40300, 40399, explained('TikTok refuses the ad account or its user.', LOG_IN)],
  [50000, 59999, explained(TIKTOK_TROUBLE, WAIT)],
  [60000, 69999, explained('TikTok is under maintenance.', WAIT)],
];

/** What else 40002 means, by the words that it comes with. */
const BY_WORDS: readonly (readonly [RegExp, Explanation])[] = [
  [NO_PERMISSION, NOT_YOUR_PIXEL],
  [
    INVALID_SOURCE,
    explained(
      'TikTok does not take the pixel code or the id of the event set, or this kind of events for it.',
      'Check the pixel code or the id of the event set; ask TikTok to allow app events where it is about those.',
    ),
  ],
];

/** Explains a code; undefined where it is none that an answer of TikTok's is known to carry, or a plain yes. */
export function explainCode(code: number): Explanation | undefined {
  return EXPLANATIONS.get(code) ?? GROUPS.find(([first, last]) => first <= code && code <= last)?.[2];
}

/** Explains a reason, such as "40002 Batch.0…", by the code that it begins with, and by the words behind it. */
export function explainReason(reason: string): Explanation | undefined {
  const [, code, words = ''] = /(?:^|: )([1-9]\d{4})\b ?(.*)/s.exec(reason) ?? [];
  if (code === undefined) return undefined;
  const byWords = code === '40002' ? BY_WORDS.find(([form]) => form.test(words)) : undefined;
  return byWords?.[1] ?? explainCode(Number(code));
}

/** A reason for people: TikTok's words, why, and what mends it. */
export function withExplanation(reason: string): string {
  const explanation = explainReason(reason);
  return explanation ? `${reason} (${explanation.cause} ${explanation.fix})` : reason;
}
