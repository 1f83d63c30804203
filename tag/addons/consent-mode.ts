import { attempt } from '../attempt.ts';
import { readConsentMode } from './read-consent-mode.ts';
import { reportConsent } from './tell-tag.ts';

attempt(() => readConsentMode(window as never, reportConsent(window), document.currentScript?.dataset));
