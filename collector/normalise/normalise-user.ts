import type { IncomingEvent } from '../contract/event.ts';
import type { Note } from '../contract/finding.ts';
import { normaliseClickId } from './click-id.ts';
import { normaliseGaid, normaliseIdfa } from './device-id.ts';
import { normaliseIp } from './ip.ts';
import {
  normaliseEmail,
  normaliseExternalId,
  normaliseName,
  normalisePhone,
  normalisePlace,
  normaliseZipCode,
} from './match-keys.ts';
import { redact } from './redact.ts';

/** Of `_ttp`: a real one has some 40 characters. */
const MAX_TTP_LENGTH = 200;

/** Language, script and region of a BCP 47 tag; what may follow tells nothing more. https://www.rfc-editor.org/info/bcp47 */
const LOCALE = /^[a-z]{2,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?=-|$)/i;

/**
 * Cleans and hashes who the buyer is. One table for all ways in: what a page says to the pixel, what a server sends,
 * what stands in a file.
 *
 * @param countries of national phone numbers, after the buyer's own
 */
export function normaliseUser(
  user: NonNullable<IncomingEvent['user']>,
  countries: readonly (string | undefined)[],
  note: Note,
) {
  const ip = normaliseIp(user.ip);
  if (user.ip?.trim() && !ip) {
    note(
      'private_ip',
      'user.ip',
      'is no public address, so it was left out: send the buyer\u2019s, not the server\u2019s',
    );
  }
  return {
    email: normaliseEmail(user.email, () => note('left_out', 'user.email', 'is no e-mail address')),
    phone: normalisePhone(user.phone, [user.country, ...countries], () =>
      note(
        'left_out',
        'user.phone',
        'is no phone number that can be read: send it with "+" and country code, or set DEFAULT_COUNTRY',
      ),
    ),
    external_id: normaliseExternalId(user.external_id),
    ttclid: normaliseClickId(user.ttclid),
    ttp: normaliseClickId(user.ttp, MAX_TTP_LENGTH),
    ip,
    user_agent: redact(user.user_agent?.trim()) || undefined,
    locale: LOCALE.exec(user.locale?.trim().replaceAll('_', '-') ?? '')?.[0],
    first_name: normaliseName(user.first_name),
    last_name: normaliseName(user.last_name),
    zip_code: normaliseZipCode(user.zip_code),
    city: normalisePlace(user.city),
    state: normalisePlace(user.state),
    country: normalisePlace(user.country),
    idfa: normaliseIdfa(user.idfa),
    gaid: normaliseGaid(user.gaid),
    idfv: redact(user.idfv?.trim()) || undefined,
    att_status: user.att_status,
  };
}
