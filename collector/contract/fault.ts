import type { z } from 'zod';

/** Why one event was refused: where in the event, and which rule it broke. Never the refused value. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Tells a fault from the result that stands in the same place. */
export function isFault(value: object | string): value is Fault {
  return typeof value === 'object' && 'path' in value && 'message' in value;
}

/** The first fault that zod found, as a dotted path and a sentence. Unknown fields are named one by one. */
export function firstFault(error: z.ZodError): Fault {
  const issue = error.issues[0];
  if (!issue) return { path: '', message: 'invalid' };
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return {
      path: [...path, issue.keys[0] ?? ''].join('.'),
      message: 'unknown field; remove it or check its spelling',
    };
  }
  return { path: path.join('.'), message: issue.message };
}
