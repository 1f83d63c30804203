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
  // Nearly all values are fine, so the path of a fault is only made where there is one.
  if (!clean(value, 0)) throw faultOf(value, [], 0) ?? new InvalidRequest(400, 'invalid_json', 'Not usable.');
  return value;
}

/** Removes null fields; false where the value is nested too deeply or names a prototype. */
function clean(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (!clean(item, depth + 1)) return false;
    }
    return true;
  }
  const object = value as Record<string, unknown>;
  for (const key in object) {
    // JSON.parse makes "__proto__" an own key; a later copy by assignment would turn it into a prototype.
    // https://cheatsheetseries.owasp.org/cheatsheets/Prototype_Pollution_Prevention_Cheat_Sheet.html
    if (key === '__proto__') return false;
    if (object[key] === null) delete object[key];
    else if (!clean(object[key], depth + 1)) return false;
  }
  return true;
}

function faultOf(value: unknown, path: readonly string[], depth: number): InvalidRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) {
    const message = `The body is nested deeper than ${MAX_DEPTH} levels.`;
    return new InvalidRequest(400, 'too_deep', message, path.join('.'));
  }
  for (const [key, field] of Object.entries(value)) {
    const here = [...path, key];
    if (key === '__proto__') {
      return new InvalidRequest(400, 'forbidden_key', 'The key "__proto__" is refused.', here.join('.'));
    }
    const fault = faultOf(field, here, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}
