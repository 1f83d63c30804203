import type { Ids } from './calls.ts';
import { isOpen } from './gate.ts';
import { mark } from './hand-off.ts';
import { identity } from './identity.ts';
import { PARAMETER } from './linker.ts';
import { listen } from './listen.ts';

/** Fills the fields that ask for an id by name: `<input type="hidden" name="…" data-ct-fill="visitor">`. */
export function fill(): void {
  if (!isOpen()) return;
  for (const field of document.querySelectorAll<HTMLInputElement>('[data-ct-fill]')) {
    field.value = identity()[field.dataset.ctFill as keyof Ids] ?? '';
  }
}

/** Runs for every way of sending a form, `form.submit()` included, before its address is read. */
function fillForm({ target: form, formData }: FormDataEvent & { readonly target: HTMLFormElement }): void {
  const action = new URL(form.action);
  const value = mark(action);
  if (value) {
    if (form.method === 'post') form.action = action.href;
    // The entries of such a form replace the query of its address.
    else formData.set(PARAMETER, value);
  }
  if ('ctFill' in form.dataset)
    for (const [name, id = ''] of Object.entries(identity())) formData.set(name, id);
}

/** Watches for every way in which a visitor leaves; links, forms and fields that are added later count too. */
export function watchLeaving(): void {
  listen('DOMContentLoaded submit pointerdown click auxclick', (event) => {
    fill();
    mark((event.composedPath()[0] as Element).closest('[href]') as HTMLAnchorElement);
  });
  listen<FormDataEvent & { readonly target: HTMLFormElement }>('formdata', fillForm);
}
