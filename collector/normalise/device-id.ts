import { isNobody } from './match-keys.ts';

/** A UUID that says something: all zeros is what a phone gives where its owner wants no tracking. https://developer.apple.com/documentation/adsupport/asidentifiermanager/advertisingidentifier */
const DEVICE_ID = /^(?!0{8}-(?:0{4}-){3}0{12}$)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const SHA256 = /^[0-9a-f]{64}$/i;

/** Apple's advertising id: upper case, or its SHA-256 in lower case. https://business-api.tiktok.com/portal/docs?id=1771101303285761 */
export function normaliseIdfa(raw: string | undefined): string | undefined {
  return normaliseDeviceId(raw, (id) => id.toUpperCase());
}

/** Google's advertising id: lower case, plain or SHA-256. https://business-api.tiktok.com/portal/docs?id=1771101303285761 */
export function normaliseGaid(raw: string | undefined): string | undefined {
  return normaliseDeviceId(raw, (id) => id.toLowerCase());
}

function normaliseDeviceId(raw: string | undefined, write: (id: string) => string): string | undefined {
  const text = raw?.trim() ?? '';
  if (SHA256.test(text)) return isNobody(text) ? undefined : text.toLowerCase();
  return DEVICE_ID.test(text) ? write(text) : undefined;
}
