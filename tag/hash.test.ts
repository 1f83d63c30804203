import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { normaliseEmail, normaliseExternalId, normalisePhone } from '../collector/normalise/match-keys.ts';
import { hashUser } from './hash.ts';

/** TikTok's own examples. https://business-api.tiktok.com/portal/docs?id=1771101186666498 */
const EMAIL_SHA256 = '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f';
const PHONE_SHA256 = '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd';
const EXTERNAL_ID_SHA256 = '80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b';

it.each([
  { user: { email: ' ALICE_abc@gmail.com ' }, hashed: { email: EMAIL_SHA256 }, reason: "TikTok's e-mail" },
  { user: { phone: '+1 (213) 373-4253' }, hashed: { phone: PHONE_SHA256 }, reason: "TikTok's phone" },
  { user: { external_id: 'user_123' }, hashed: { external_id: EXTERNAL_ID_SHA256 }, reason: "TikTok's id" },
  { user: { external_id: 42 }, hashed: { external_id: sha256('42') }, reason: 'a number as id' },
  { user: { phone: '213 373 4253' }, hashed: {}, reason: 'a national number needs its country: left out' },
  { user: { email: '', phone: '', external_id: '' }, hashed: {}, reason: 'nothing is hashed of nothing' },
  { user: {}, hashed: {}, reason: 'nobody' },
])('$reason', async ({ user, hashed }) => {
  expect(JSON.parse(JSON.stringify(await hashUser(user)))).toEqual(hashed);
});

it('hashes as the collector does', async () => {
  const email = fc.stringMatching(/^[A-Za-z0-9.]{1,20}@[A-Za-z]{1,10}\.com$/);
  const id = fc.stringMatching(/^[A-Za-z]{2}[A-Za-z0-9]{5,10}$/);
  const phone = fc.constantFrom('+12133734253', '+44 20 7183 8750', '+49 151 23456789', '+81 3-1234-5678');
  await fc.assert(
    fc.asyncProperty(email, phone, id, async (anEmail, aPhone, anId) => {
      const hashed = await hashUser({ email: anEmail, phone: aPhone, external_id: anId });
      expect([hashed.email]).toEqual(normaliseEmail(anEmail));
      expect([hashed.phone]).toEqual(normalisePhone(aPhone, undefined));
      expect([hashed.external_id]).toEqual(normaliseExternalId(anId));
    }),
  );
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
