import { attempt } from './attempt.ts';

/** Listens to events of the page, by names with a space between, before the page's own listeners; never throws. */
export function listen<Kind extends Event>(types: string, listener: (event: Kind) => void): void {
  types.split(' ').forEach((type) => {
    addEventListener(type, (event) => attempt(() => listener(event as Kind)), true);
  });
}
