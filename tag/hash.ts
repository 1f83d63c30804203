import type { CollectRequest } from '../collector/contract/collect-request.ts';
import { hex } from './hex.ts';

type User = NonNullable<CollectRequest['user']>;

async function sha256(value: string | number | undefined): Promise<string | undefined> {
  if (!value) return undefined;
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${value}`.trim())));
}

/**
 * The visitor's match keys as SHA-256, for what must wait in this browser's storage: nothing raw is kept there.
 * A phone number without its country cannot be hashed as TikTok wants it, and is left out.
 */
export async function hashUser({ email, phone, external_id: externalId }: User): Promise<User> {
  return {
    email: await sha256(email?.toLowerCase()),
    // All of a number that begins without its plus, and of others what is not a digit.
    phone: await sha256(phone?.replace(/^[^+].*|[^\d+]/g, '')),
    external_id: await sha256(externalId),
  };
}
