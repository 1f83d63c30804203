import { attempt } from '../attempt.ts';

const EVERY_MS = 250;
/** Ten seconds in all: consent platforms that a tag manager brings come well after the page has loaded. */
const TIMES = 40;

/**
 * Runs the action as soon as the page has what it needs: at once, or by looking again for ten seconds. After them
 * nothing happens, which for consent means that nobody has decided.
 */
export function whenThere(
  { setTimeout }: Pick<Window, 'setTimeout'>,
  isThere: () => unknown,
  action: () => void,
): void {
  let left = TIMES;
  const look = () => {
    if (isThere()) attempt(action);
    else if (left-- > 0) setTimeout(look, EVERY_MS);
  };
  look();
}
