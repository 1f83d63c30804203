import { attempt } from '../attempt.ts';
import type { Decision } from '../calls.ts';

/** What `gtag('consent', …)` leaves in the data layer: `arguments`, or an array. https://developers.google.com/tag-platform/security/guides/consent */
type Command = ArrayLike<unknown>;

export interface ConsentModePage extends Pick<Window, 'setTimeout'> {
  [layer: string]: unknown;
}

/** Attributes of the add-on's script element. */
export interface ConsentModeNeeds {
  /** Name of the data layer. */
  readonly layer?: string | undefined;
  /** The signals that are needed, all of them. */
  readonly signals?: string | undefined;
}

/**
 * Reports what Google's Consent Mode has been told, and each change of it. An update decides as soon as it names one
 * of the signals; a default decides only where it grants all of them to everybody, after the time that it leaves for
 * an update: a default that denies means that nobody has asked the visitor yet.
 */
export function readConsentMode(
  page: ConsentModePage,
  report: (decision: Decision) => void,
  { layer: name = 'dataLayer', signals = 'ad_storage,ad_user_data' }: ConsentModeNeeds = {},
): void {
  const needed = signals.split(',').map((signal) => signal.trim());
  const state: Record<string, unknown> = {};
  let isUpdated = false;
  /** A default for some regions denies; we do not know where the visitor is. */
  let isRegional = false;

  const decide = () => {
    const isGranted = needed.every((signal) => state[signal] === 'granted');
    if (isUpdated) report(isGranted ? 'granted' : 'denied');
    else if (isGranted && !isRegional) report('granted');
  };

  const seen = new WeakSet<object>();
  const take = (entry: unknown) => {
    const { 0: command, 1: kind, 2: told } = Object(entry) as Command;
    if (command !== 'consent' || seen.has(entry as object)) return;
    seen.add(entry as object);
    const values = Object(told) as Record<string, unknown>;
    const named = needed.filter((signal) => signal in values);
    if (kind === 'default' && values.region) {
      isRegional ||= named.some((signal) => values[signal] === 'denied');
    } else if (named.length && (kind === 'update' || !isUpdated)) {
      // A default that comes late does not take back what the visitor has said.
      for (const signal of named) state[signal] = values[signal];
      isUpdated = kind === 'update';
      // Not at once: pages and platforms spread one decision over several commands.
      page.setTimeout(decide, isUpdated ? 0 : Number(values.wait_for_update ?? 0));
    }
  };

  page[name] ||= [];
  const layer = page[name] as unknown[];
  for (const entry of layer) attempt(() => take(entry));

  // Each bound to the push that it was put around: a tag manager's own push calls the one that it found.
  const watch = (push: typeof layer.push): typeof layer.push =>
    function (this: unknown[], ...entries) {
      for (const entry of entries) attempt(() => take(entry));
      return push.apply(this, entries);
    };
  let watched = watch(layer.push);
  Object.defineProperty(layer, 'push', {
    configurable: true,
    get: () => watched,
    set(push: typeof layer.push) {
      watched = watch(push);
    },
  });
}
