/**
 * The smallest rules out of which a request's shape is described. A rule answers the first fault it meets,
 * worded as TikTok words it: the path with dots, a colon, the problem
 * (`Batch.0.properties.contents.0.content_id: Not a valid string`, recorded in
 * https://github.com/rudderlabs/rudder-transformer).
 */
export interface Fault {
  readonly code: number;
  readonly message: string;
}

export type Rule = (value: unknown, path: string) => Fault | undefined;

export const paramFault = (path: string, problem: string): Fault => ({
  code: 40002,
  message: `${path}: ${problem}`,
});

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const text: Rule = (value, path) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : paramFault(path, 'Not a valid string.');

export const flag: Rule = (value, path) =>
  typeof value === 'boolean' ? undefined : paramFault(path, 'Not a valid boolean.');

/** Finite: JSON has no Infinity, but `1e999` parses to it. */
export const finiteNumber: Rule = (value, path) =>
  Number.isFinite(value) ? undefined : paramFault(path, 'Not a valid number.');

export const integer: Rule = (value, path) =>
  Number.isInteger(value) ? undefined : paramFault(path, 'Not a valid integer.');

export const textWhere =
  (holds: (value: string) => boolean, problem: string): Rule =>
  (value, path) =>
    text(value, path) ?? (holds(String(value)) ? undefined : paramFault(path, problem));

export const oneOf = (...allowed: readonly string[]): Rule =>
  textWhere((value) => allowed.includes(value), `Must be one of: ${allowed.join(', ')}.`);

export const listOf =
  (rule: Rule): Rule =>
  (value, path) => {
    if (!Array.isArray(value)) return paramFault(path, 'Not a valid list.');
    for (const [index, entry] of value.entries()) {
      const fault = rule(entry, `${path}.${index}`);
      if (fault) return fault;
    }
    return undefined;
  };

export const oneOrMany =
  (rule: Rule): Rule =>
  (value, path) =>
    Array.isArray(value) ? listOf(rule)(value, path) : rule(value, path);

/** TikTok lets unknown fields pass. Here they are faults: a misspelt field is data that silently goes missing. */
export const objectOf =
  (fields: Readonly<Record<string, Rule>>, required: readonly string[] = []): Rule =>
  (value, path) => {
    if (!isRecord(value)) return paramFault(path, 'Not a valid object.');
    const prefix = path === '' ? '' : `${path}.`;
    for (const name of required) {
      if (value[name] === undefined) return paramFault(prefix + name, 'Missing data for required field.');
    }
    for (const [name, entry] of Object.entries(value)) {
      const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
      const fault = rule ? rule(entry, prefix + name) : paramFault(prefix + name, 'Unknown field.');
      if (fault) return fault;
    }
    return undefined;
  };
