import { type Config, ConfigError, readConfig } from '../config/config.ts';
import type { PrepareRules } from '../prepare.ts';
import { eventNameFault, prepareRulesOf } from '../rules.ts';
import { CommandError } from './outside.ts';

/** Stands for secrets that a command does not need; nothing is ever sent with it. */
const NO_SECRET = 'not-needed-by-this-command';
const NO_FILE = 'no configuration file';
const REFERENCE = /^(env:\w+|file:.+)$/;

/** One for each source, so that an event of any kind can be shown. */
const PLACEHOLDERS = {
  pixels: [
    { code: 'PLACEHOLDERPIXEL0000', source: 'web', token: 'env:NO_SECRET' },
    { code: '0000000000000000000', source: 'offline', token: 'env:NO_SECRET' },
    { code: '0000000000000000000', source: 'crm', token: 'env:NO_SECRET' },
    { code: '0000000000000000000', source: 'app', token: 'env:NO_SECRET' },
  ],
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The rules of the configuration, for commands that send nothing to TikTok. */
export interface Settings {
  readonly config: Config;
  readonly rules: PrepareRules;
  /** Nothing is configured here: placeholders stand where pixel codes would. */
  readonly hasPlaceholders: boolean;
}

/**
 * Reads the configuration without its secrets: whoever explains an event needs no token, and may not have one.
 *
 * @throws CommandError naming every fault at once
 */
export function readSettings(env: Environment, readFile: (path: string) => string): Settings {
  const { TIKTOK_PIXEL_CODE: code, CLICKTHREAD_CONFIG: file } = env;
  const hasPlaceholders = !code && !file;
  try {
    const config = readConfig(
      {
        ...env,
        NO_SECRET,
        CLICKTHREAD_CONFIG: hasPlaceholders ? NO_FILE : file,
        TIKTOK_ACCESS_TOKEN: code ? NO_SECRET : undefined,
      },
      (path) => {
        if (path === NO_FILE) return JSON.stringify(PLACEHOLDERS);
        return path === file ? withoutSecrets(readFile(path)) : readFile(path);
      },
      eventNameFault,
    );
    return { config, rules: prepareRulesOf(config), hasPlaceholders };
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(error.message);
    throw error;
  }
}

/** Each reference to a secret becomes one that can be followed anywhere. */
function withoutSecrets(text: string): string {
  try {
    return JSON.stringify(
      JSON.parse(text, (_key, value) =>
        typeof value === 'string' && REFERENCE.test(value) ? 'env:NO_SECRET' : value,
      ),
    );
  } catch {
    // That it is no JSON is for whoever reads it to say.
    return text;
  }
}

/** Where the collector of this machine listens, and the keys that it takes. */
export function readServer(env: Environment): Pick<Config, 'PORT' | 'SERVER_KEYS' | 'ADMIN_TOKEN'> {
  const { PORT, SERVER_KEYS, ADMIN_TOKEN } = env;
  return readSettings({ PORT, SERVER_KEYS, ADMIN_TOKEN }, () => '').config;
}

/** Where the collector of this machine keeps its events. */
export function readDatabase({ DATABASE_URL }: Environment): string {
  return readSettings({ DATABASE_URL }, () => '').config.DATABASE_URL;
}
