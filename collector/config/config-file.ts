import { z } from 'zod';
import { testEventCode } from './environment.ts';
import { mappingShape } from './mapping.ts';

const reference = z
  .string()
  .regex(/^(env:\w+|file:.+)$/, 'expected a reference, env:NAME or file:PATH, never the secret itself');

const configFileSchema = z.strictObject({
  ...mappingShape,
  pixels: z
    .array(
      z.strictObject({
        code: z.string().regex(/^[A-Za-z0-9._-]{1,40}$/, 'expected a pixel code or the id of an event set'),
        source: z.enum(['web', 'app', 'offline', 'crm']).default('web'),
        token: reference,
        // Empty, it is none, as in the environment.
        test_event_code: z
          .literal('')
          .transform(() => undefined)
          .or(testEventCode)
          .optional(),
        ...mappingShape,
      }),
    )
    .min(1)
    .optional(),
});

type ConfigFile = z.output<typeof configFileSchema>;

/**
 * Reads the JSON file that CLICKTHREAD_CONFIG names.
 *
 * @param faults gets what is wrong, by its path in the file
 * @returns undefined where something is
 */
export function readConfigFile(
  file: string,
  readFile: (path: string) => string,
  faults: string[],
): ConfigFile | undefined {
  if (file.trimStart().startsWith('{')) {
    // Nor its beginning: a token may stand in it.
    faults.push('CLICKTHREAD_CONFIG: expected the path of a JSON file, not the JSON itself');
    return undefined;
  }
  let text: string;
  let json: unknown;
  try {
    text = readFile(file);
  } catch (error) {
    faults.push(`CLICKTHREAD_CONFIG: ${file} ${whyUnread(error)}`);
    return undefined;
  }
  try {
    json = JSON.parse(text);
  } catch {
    // What the parser says of it quotes it.
    faults.push(`CLICKTHREAD_CONFIG: ${file} is not valid JSON`);
    return undefined;
  }
  const parsed = configFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  faults.push(...parsed.error.issues.flatMap((issue) => faultsOf(issue, file)));
  return undefined;
}

/** https://nodejs.org/api/errors.html#common-system-errors */
function whyUnread(error: unknown): string {
  const { code } = error as { readonly code?: string };
  if (code === 'ENOENT') return 'is missing: a relative path is looked up where the program was started';
  return `cannot be read${code ? ` (${code})` : ''}`;
}

function faultsOf(issue: z.core.$ZodIssue, file: string): string[] {
  const path = issue.path.map(String);
  const said = (path: readonly string[], message: string) =>
    `${file}: ${[path.join('.'), message].filter(Boolean).join(': ')}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => said([...path, key], 'is no setting; remove it or check its spelling'));
  }
  return [said(path, issue.message)];
}
