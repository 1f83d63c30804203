import { fill } from './fill.ts';
import { decorate, handOverTo } from './hand-off.ts';
import { PARAMETER } from './linker.ts';
import { listen } from './listen.ts';

/** Before a link is followed or a form is sent: its address gets the visitor's ids. */
function handOverBy(way: Element): void {
  const name = 'action' in way ? 'action' : 'href';
  const url = way.getAttribute(name) as string;
  const decorated = decorate(url);
  if (decorated !== url) way.setAttribute(name, decorated);
}

/**
 * The entries of a form that is not posted replace the query of its address; `form.submit()` passes here too. Where a
 * button sends the form somewhere else, nobody knows here which button it was.
 */
function handOverForm({
  target: form,
  formData,
}: FormDataEvent & { readonly target: HTMLFormElement }): void {
  const isSent = !form.matches('[method=post i]') && !form.querySelector('[formaction]');
  const value = isSent && handOverTo(new URL(form.getAttribute('action') as string, location.href).hostname);
  if (value) formData.set(PARAMETER, value);
}

/** Watches for every way in which a visitor leaves; links, forms and fields that are added later count too. */
export function watchLeaving(): void {
  listen('DOMContentLoaded submit pointerdown click', (event) => {
    fill();
    handOverBy((event.composedPath()[0] as Element).closest('[href],[method=post i]') as Element);
  });
  listen<FormDataEvent & { readonly target: HTMLFormElement }>('formdata', handOverForm);
}
