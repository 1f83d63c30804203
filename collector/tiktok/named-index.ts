/**
 * As TikTok names the event that it refuses: `Batch.0.properties.value` is on record from its older endpoint, the
 * others are what peers look for. https://github.com/rudderlabs/rudder-transformer (tests of tiktok_ads)
 */
const FORMS: readonly RegExp[] = [
  /\bdata\[(\d{1,4})\]/i,
  /\b(?:data|batch)\.(\d{1,4})(?![\d])/i,
  /\bindex:? (\d{1,4})(?![\d])/i,
];

/**
 * The place of the event that a refusal names, counted from 0; undefined where it names none. It is a hint and no
 * more: whether TikTok counts from 0 everywhere is not documented.
 */
export function namedIndex(message: string): number | undefined {
  const digits = FORMS.map((form) => form.exec(message)?.[1]).find((found) => found !== undefined);
  return digits === undefined ? undefined : Number(digits);
}
