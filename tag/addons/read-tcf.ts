import { attempt } from '../attempt.ts';
import type { Decision } from '../calls.ts';
import { whenThere } from './when-there.ts';

/** By id; only true is consent, false and undefined are none. */
type Consents = Readonly<Record<string, boolean | undefined>>;

/** The part of it that we read. https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework/blob/master/TCFv2/IAB%20Tech%20Lab%20-%20CMP%20API%20v2.md#tcdata */
export interface TcData {
  readonly gdprApplies?: boolean;
  readonly eventStatus?: string;
  readonly purpose?: { readonly consents: Consents };
  readonly vendor?: { readonly consents: Consents };
}

export interface TcfPage extends Pick<Window, 'setTimeout'> {
  __tcfapi?: (
    command: 'addEventListener',
    version: 2,
    callback: (data: TcData, success: boolean) => void,
  ) => void;
}

/** Attributes of the add-on's script element. */
export interface TcfNeeds {
  /** Ids of the purposes that are needed, all of them; by default 1 (store and access) and 7 (measure advertising). */
  readonly purposes?: string | undefined;
  /** Id of the vendor that is needed too, in the Global Vendor List. */
  readonly vendor?: string | undefined;
}

/**
 * Reports what the visitor has said to a consent platform that speaks IAB TCF 2.2 or later, and each change of it.
 * An open dialogue, and data of a platform that is still loading, decide nothing.
 */
export function readTcf(
  page: TcfPage,
  report: (decision: Decision) => void,
  { purposes = '1,7', vendor }: TcfNeeds = {},
): void {
  const decide = (data: TcData, success: boolean) => {
    if (!success) return;
    // Such data has no status and no purposes.
    if (data.gdprApplies === false) return report('granted');
    if (data.eventStatus !== 'tcloaded' && data.eventStatus !== 'useractioncomplete') return;
    const isAgreed =
      purposes.split(',').every((purpose) => data.purpose?.consents[purpose.trim()] === true) &&
      (!vendor || data.vendor?.consents[vendor] === true);
    report(isAgreed ? 'granted' : 'denied');
  };
  whenThere(
    page,
    () => page.__tcfapi,
    () => page.__tcfapi?.('addEventListener', 2, (...told) => attempt(() => decide(...told))),
  );
}
