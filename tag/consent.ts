import type { Decision } from './calls.ts';
import { explain } from './explain.ts';
import { setAllowed } from './gate.ts';
import { capture } from './identity.ts';
import { options } from './options.ts';
import { tell } from './pixel.ts';
import { CONSENT, forget, read, write } from './storage.ts';

/** One decision for both ways: what we keep and send, and what the pixel does. */
export function decide(decision: Decision): void {
  const isGranted = decision === 'granted';
  if (DEBUG)
    explain('consent', decision, isGranted ? 'ids are kept, events are sent' : 'all that is ours is removed');
  setAllowed(isGranted);
  if (isGranted) {
    write(CONSENT, '1');
    // An earlier no has removed it.
    capture(location.href);
  } else forget();
  tell(`${isGranted ? 'enable' : 'disable'}Cookie`);
  tell(`${isGranted ? 'grant' : 'revoke'}Consent`);
}

/** What holds before anybody says anything on this page: a returning visitor has said it before. */
export function begin(): void {
  if (!options.consent || read(CONSENT, (value) => value)) setAllowed(true);
  else {
    if (DEBUG) explain('consent is required: nothing is written or sent until it is granted');
    // For a pixel that is there already; the mirror holds one that is still to come.
    tell('holdConsent');
  }
}
