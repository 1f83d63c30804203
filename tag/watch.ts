/**
 * Keeps a property under watch: whatever is assigned to it, now or later, passes through `replace`. Those who put
 * something else in its place later, as TikTok's library does when it takes over, do not lose us by it.
 */
export function watch<Value>(target: object, name: string, replace: (value: Value) => Value): void {
  let current: Value;
  const set = (value: Value) => {
    current = replace(value);
  };
  set((target as Record<string, Value>)[name] as Value);
  Object.defineProperty(target, name, { configurable: true, enumerable: true, get: () => current, set });
}
