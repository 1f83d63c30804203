import { z } from 'zod';
import { CommandError } from '../outside.ts';

const mapSchema = z.record(z.string(), z.string().nullable());

/**
 * Reads what `--map` says: pairs such as "E-Mail=user.email,Total=value", or the path of a JSON file with an object of
 * them. A column that is given nothing is left out.
 *
 * @returns column → field of an event, not yet checked
 * @throws CommandError where it is neither
 */
export function readMap(
  given: string | undefined,
  readFile: (path: string) => string,
): Readonly<Record<string, string>> {
  if (given === undefined) return {};
  if (!given.includes('=')) return readMapFile(given, readFile);
  return Object.fromEntries(
    given.split(',').map((pair) => {
      // The field is a name of the contract, so the last "=" is ours whatever the column is called.
      const at = pair.lastIndexOf('=');
      if (at < 1) throw new CommandError('--map: expected pairs such as "E-Mail=user.email,Total=value"');
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

function readMapFile(path: string, readFile: (path: string) => string): Record<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(readFile(path));
  } catch {
    throw new CommandError(`--map: ${path} is missing, not readable or not JSON`);
  }
  const parsed = mapSchema.safeParse(json);
  if (!parsed.success) {
    throw new CommandError(`--map: ${path} must hold one object such as {"E-Mail": "user.email"}`);
  }
  return Object.fromEntries(Object.entries(parsed.data).map(([column, field]) => [column, field ?? '']));
}
