import { readConfigFile } from './config-file.ts';
import { accessToken, type Environment, environmentSchema, pathFaults, tokenRule } from './environment.ts';
import type { Mapping } from './mapping.ts';
import { type NameFault, type Placed, resolveMapping } from './resolve-mapping.ts';

/** Several faults of the configuration at once; the collector does not start. Never contains a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      `The configuration has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

/** One place at TikTok that events go to: a pixel for web events, an event set for offline and CRM events. */
interface Pixel {
  readonly code: string;
  readonly source: 'web' | 'app' | 'offline' | 'crm';
  readonly token: string;
  readonly testEventCode: string | undefined;
  readonly mapping: Mapping;
}

export type Config = Readonly<Omit<Environment, 'TIKTOK_ACCESS_TOKEN'>> & {
  readonly pixels: readonly Pixel[];
};

/**
 * Reads the whole configuration once, at start.
 *
 * @param environment the process's variables; an empty string counts as not set
 * @param readFile reads a text file, for CLICKTHREAD_CONFIG, for `file:` references and for costs
 * @param nameFault judges the names in mappings
 * @throws ConfigError naming every fault at once
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  nameFault: NameFault = () => undefined,
): Config {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  const parsed = environmentSchema.safeParse(set);
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  faults.push(...pathFaults(set));

  const { TIKTOK_PIXEL_CODE: code, TIKTOK_ACCESS_TOKEN: token, CLICKTHREAD_CONFIG: path } = set;
  const file = path ? readConfigFile(path, readFile, faults) : undefined;
  const everyPixel: Placed = { settings: file ?? {}, at: `${path}: ` };
  const mappingOf = (own: Placed, source: Pixel['source']) =>
    resolveMapping(everyPixel, own, { source, nameFault, readFile }, faults);

  const pixels: Pixel[] = (file?.pixels ?? []).flatMap((pixel, index) => {
    const at = `${path}: pixels.${index}.`;
    const mapping = mappingOf({ settings: pixel, at }, pixel.source);
    const token = resolveToken(pixel.token, at, set, readFile, faults);
    if (token === undefined) return [];
    return [{ code: pixel.code, source: pixel.source, token, testEventCode: pixel.test_event_code, mapping }];
  });
  // A file that cannot be read may well have brought the pixels.
  const hasOthers = file ? file.pixels !== undefined : path !== undefined;
  if (code && token) {
    const mapping = mappingOf({ settings: {}, at: '' }, 'web');
    pixels.push({ code, source: 'web', token, testEventCode: set.TIKTOK_TEST_EVENT_CODE, mapping });
  } else if (!hasOthers || code || token) {
    if (!code)
      faults.push('TIKTOK_PIXEL_CODE: not set; Events Manager shows it beside the name of the pixel');
    if (!token)
      faults.push('TIKTOK_ACCESS_TOKEN: not set; Events Manager › pixel › Settings › Generate access token');
  }
  const codes = pixels.map((pixel) => `${pixel.source} ${pixel.code}`);
  const twice = codes.find((name, index) => codes.indexOf(name) !== index);
  if (twice) faults.push(`pixels: ${twice} is configured twice`);

  // What is wrong in the settings for every pixel is found with each of them.
  if (!parsed.success || faults.length > 0) throw new ConfigError([...new Set(faults)]);
  const { TIKTOK_ACCESS_TOKEN: _kept, ...rest } = parsed.data;
  return Object.freeze({ ...rest, pixels });
}

/** Variables have capitals; what has none may be the token itself, put where its variable's name belongs. */
const LIKELY_SECRET = /^env:[^A-Z]*$/;

/** What a reference stands for, or undefined and a fault that tells the reference only. */
function resolveToken(
  reference: string,
  at: string,
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  faults: string[],
): string | undefined {
  const token = resolveReference(reference, environment, readFile);
  const named = LIKELY_SECRET.test(reference) ? 'the variable behind "env:"' : reference;
  if (!token) {
    faults.push(`${at}token: ${named} is empty or missing`);
    return undefined;
  }
  if (!accessToken.safeParse(token).success) {
    faults.push(`${at}token: ${named} does not hold a token: ${tokenRule}`);
    return undefined;
  }
  return token;
}

function resolveReference(
  reference: string,
  environment: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
): string | undefined {
  if (reference.startsWith('env:')) return environment[reference.slice('env:'.length)];
  try {
    return readFile(reference.slice('file:'.length)).trim();
  } catch {
    return undefined;
  }
}
