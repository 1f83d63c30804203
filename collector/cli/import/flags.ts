import { InvalidArgumentError } from 'commander';
import { CommandError } from '../outside.ts';

/** Readers of single options. What they throw, commander shows beside the option's name. */

export function atLeastOne(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('Expected 1 or more.');
  return number;
}

/** The collector takes at most as many in one request. */
export function atMostAThousand(text: string): number {
  const number = atLeastOne(text);
  if (number > 1000) throw new InvalidArgumentError('Expected at most 1000.');
  return number;
}

export function country(text: string): string {
  if (!/^[A-Z]{2}$/i.test(text)) {
    throw new InvalidArgumentError('Expected two letters (ISO 3166-1), such as DE.');
  }
  return text.toUpperCase();
}

export function delimiter(text: string): string {
  if (text === 'tab' || text === '\\t') return '\t';
  if (text.length !== 1 || /["\r\n]/.test(text)) {
    throw new InvalidArgumentError('Expected one character, or "tab".');
  }
  return text;
}

/** The base address of a collector. */
export function collectorUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('Expected an address such as https://collect.shop.example.');
  }
  return url.origin;
}

/**
 * The key that a reference stands for. The key itself is refused: the system shows arguments to all its users.
 *
 * @param readFile reads a text file
 * @throws CommandError where there is no key
 */
export function serverKey(
  reference: string,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): string {
  const [, kind, name = ''] = /^(env|file):(.+)$/.exec(reference) ?? [];
  if (kind === undefined) {
    throw new CommandError('--key: expected env:NAME or file:PATH, never the key itself');
  }
  let key: string | undefined;
  try {
    key = kind === 'env' ? env[name] : readFile(name).trim();
  } catch {
    // Said below: missing and empty are put right alike.
  }
  if (!key) throw new CommandError(`--key: ${kind}:${name} is empty or missing`);
  return key;
}
