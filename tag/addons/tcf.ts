import { attempt } from '../attempt.ts';
import { readTcf } from './read-tcf.ts';
import { reportConsent } from './tell-tag.ts';

attempt(() => readTcf(window as never, reportConsent(window), document.currentScript?.dataset));
