import type { Decision } from './calls.ts';
import { setAllowed } from './gate.ts';
import { options } from './options.ts';
import { tell } from './pixel.ts';
import { CONSENT, forget, read, write } from './storage.ts';

/** Whether this browser asks, and the site means it, that nothing be tracked. https://www.w3.org/TR/gpc/ */
function isDropped(): boolean | undefined {
  return options.gpc && navigator.globalPrivacyControl;
}

/** One decision for both ways: what we keep and send, and what the pixel does. */
export function decide(decision?: Decision): void {
  const isGranted = decision === 'granted' && !isDropped();
  setAllowed(isGranted);
  if (isGranted) write(CONSENT, '1');
  else forget();
  tell(`${isGranted ? 'enable' : 'disable'}Cookie`);
  tell(`${isGranted ? 'grant' : 'revoke'}Consent`);
}

/** What holds before anybody says anything on this page: a returning visitor has said it before. */
export function begin(): void {
  if (isDropped()) decide();
  else if (!options.consent || read(CONSENT, (value) => value)) setAllowed(true);
  else {
    // Before the calls that wait already, and for a pixel that is there already.
    tell('unshift', ['holdConsent']);
    tell('holdConsent');
  }
}
