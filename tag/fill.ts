import type { Ids } from './calls.ts';
import { isOpen } from './gate.ts';
import { identity } from './identity.ts';

/**
 * Fills the fields that ask for an id: `<input type="hidden" name="…" data-ct-fill="visitor">` by that name, and
 * those of a `<form data-ct-fill>` by their own.
 */
export function fill(): void {
  if (!isOpen()) return;
  document
    .querySelectorAll<HTMLInputElement>('[data-ct-fill],[data-ct-fill] [type=hidden]')
    .forEach((field) => {
      field.value = identity()[(field.dataset.ctFill || field.name) as keyof Ids] || field.value;
    });
}
