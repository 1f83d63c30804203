/** Sixteen bytes as Postgres takes a uuid; it is the smallest type that holds them. */
export function uuidOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/**
 * Text without NUL, which Postgres cannot hold (https://www.postgresql.org/docs/current/datatype-character.html) and
 * for which it would refuse the neighbours too.
 */
export function plainText(text: string): string;
export function plainText(text: string | null | undefined): string | null;
export function plainText(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
