import { InvalidRequest } from './invalid-request.ts';

/** Deeper than any event of the contract (events › contents › item is six); what lies below is an attack. */
const MAX_DEPTH = 16;

/**
 * Parses the text of a request.
 *
 * `null` on an object's key means "absent": most shops' serialisers write it for a field they do not have.
 *
 * @returns the parsed value without its null fields
 * @throws InvalidRequest 400 where it is not JSON, is nested too deeply or names a prototype
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidRequest(400, 'invalid_json', 'The body is not valid JSON. Send one JSON object.');
  }
  clean(value, '', 0);
  return value;
}

function clean(value: unknown, path: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > MAX_DEPTH) {
    throw new InvalidRequest(400, 'too_deep', `The body is nested deeper than ${MAX_DEPTH} levels.`, path);
  }
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) clean(value[index], join(path, index), depth + 1);
    return;
  }
  const object = value as Record<string, unknown>;
  for (const key of Object.keys(object)) {
    // JSON.parse makes "__proto__" an own key; a later copy by assignment would turn it into a prototype.
    // https://cheatsheetseries.owasp.org/cheatsheets/Prototype_Pollution_Prevention_Cheat_Sheet.html
    if (key === '__proto__') {
      throw new InvalidRequest(400, 'forbidden_key', 'The key "__proto__" is refused.', join(path, key));
    }
    if (object[key] === null) delete object[key];
    else clean(object[key], join(path, key), depth + 1);
  }
}

function join(path: string, key: string | number): string {
  return path === '' ? String(key) : `${path}.${key}`;
}
