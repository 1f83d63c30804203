import type { z } from 'zod';

/** Whether a value is right already, and comes out of its schema as it went in. */
type Guard = (value: unknown) => boolean;

const GUARDS = new WeakMap<z.ZodType, Guard>();

/**
 * Gives a schema a quick look at values. Most events are right as they are: for those the look is several times faster
 * than the schema, and says the same. What it does not know, it leaves to the schema.
 *
 * @param isPlain true only where the schema would take the value and give it back unchanged
 */
export function plain<Schema extends z.ZodType>(schema: Schema, isPlain: Guard): Schema {
  GUARDS.set(schema, isPlain);
  return schema;
}

/** Whether a quick look at a value is enough for its schema. */
export function isPlain(schema: z.ZodType, value: unknown): boolean {
  return guardOf(schema)(value);
}

/** The same for objects, by the looks of their fields; a field that the shape does not know is left to the schema. */
export function plainObject<Schema extends z.ZodObject>(schema: Schema): Schema {
  const fields = new Map(
    Object.entries(schema.shape).map(([name, field]) => [name, guardOf(field as z.ZodType)]),
  );
  const required = Object.entries(schema.shape)
    .filter(([, field]) => !(field as z.ZodType).safeParse(undefined).success)
    .map(([name]) => name);
  return plain(schema, (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const name in value) {
      const guard = fields.get(name);
      if (!guard?.((value as Record<string, unknown>)[name])) return false;
    }
    return required.every((name) => name in value);
  });
}

/** The same for lists of at most so many. */
export function plainList<Schema extends z.ZodArray>(schema: Schema, most: number): Schema {
  const guard = guardOf(schema.element as z.ZodType);
  return plain(schema, (value) => Array.isArray(value) && value.length <= most && value.every(guard));
}

function guardOf(schema: z.ZodType): Guard {
  const inner = 'unwrap' in schema ? (schema as z.ZodOptional<z.ZodType>).unwrap() : schema;
  return GUARDS.get(schema) ?? GUARDS.get(inner) ?? (() => false);
}
