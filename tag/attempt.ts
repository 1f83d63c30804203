/**
 * Runs what a sandboxed frame, blocked cookies or a hostile page may forbid. Whatever goes wrong stays here: the
 * tag never throws into the page.
 */
export function attempt<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch {}
}
