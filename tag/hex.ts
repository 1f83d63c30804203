/** Bytes as lower-case hexadecimal digits, two each. */
export function hex(bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): string {
  return Array.from(new Uint8Array(bytes), (byte) => (byte + 256).toString(16).slice(1)).join('');
}

/** 32 digits of chance, 128 bits; `crypto.randomUUID` is missing on pages without https. */
export function randomId(): string {
  return hex(crypto.getRandomValues(new Uint8Array(16)));
}
