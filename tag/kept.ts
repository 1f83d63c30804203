import { attempt } from './attempt.ts';
import { hashUser } from './hash.ts';
import type { Unsent } from './transport.ts';

/** Requests that failed while their page was still there, until the next page. */
const KEY = '_ct_kept';
const MAX_REQUESTS = 20;
const MAX_AGE_MS = 864e5;

/** As this tag writes them; anything else under our name makes the reading fail, and is dropped. */
type Kept = Unsent & { readonly events: [{ readonly event_time: number }] };

/** What earlier pages kept; what is older than a day, or not ours, is left out. */
function kept(): Unsent[] {
  return (
    attempt(() => {
      const requests = JSON.parse(localStorage[KEY]) as Kept[];
      return requests.filter(({ events: [first] }) => first.event_time > Date.now() - MAX_AGE_MS);
    }) ?? []
  );
}

/** Keeps a request for the next page, its match keys hashed. */
export async function keep(request: Unsent): Promise<void> {
  // Without SubtleCrypto (a page without https) the request is kept without its match keys.
  const user = await hashUser(request.user ?? {}).catch(() => undefined);
  attempt(() => {
    localStorage[KEY] = JSON.stringify([...kept(), { ...request, user }].slice(-MAX_REQUESTS));
  });
}

/** Takes out what earlier pages kept; throws where storage is blocked. */
export function takeKept(): Unsent[] {
  const requests = kept();
  delete localStorage[KEY];
  return requests;
}
