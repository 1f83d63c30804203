/** The same shape while each field may still be absent. */
export type Unpruned<T> = T extends readonly (infer Item)[]
  ? Unpruned<Item>[]
  : T extends object
    ? { [Key in keyof T]: Unpruned<T[Key]> | undefined }
    : T;

/**
 * Takes out what is empty, in place (it is nobody else's any more): TikTok gets no null, no blank text, no [] and no {}.
 * What becomes undefined is left out when the event is written as JSON.
 *
 * @returns whether nothing is left
 */
export function prune(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value !== 'object' || value === null) return value === undefined || value === null;
  if (Array.isArray(value)) {
    for (let index = value.length - 1; index >= 0; index--) {
      if (prune(value[index])) value.splice(index, 1);
    }
    return value.length === 0;
  }
  const object = value as Record<string, unknown>;
  let isEmpty = true;
  for (const key in object) {
    if (prune(object[key])) object[key] = undefined;
    else isEmpty = false;
  }
  return isEmpty;
}
