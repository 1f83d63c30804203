import type { EngineTab } from './engine.ts';

/** Everything of ours that this browser keeps for the page, `HttpOnly` cookies included. */
export async function keptNames(tab: EngineTab): Promise<string[]> {
  // A page's writes are on their way to the browser until it asks: only then has the browser the last of them.
  await tab.evaluate(() => document.cookie);
  const cookies = (await tab.cookies()).map(({ name }) => `cookie ${name}`);
  const stored = await tab.evaluate(() => [
    ...Object.keys(localStorage).map((name) => `localStorage ${name}`),
    ...Object.keys(sessionStorage).map((name) => `sessionStorage ${name}`),
  ]);
  return [...cookies, ...stored].filter((name) => name.includes(' _ct')).sort();
}

/** What cookie, localStorage and sessionStorage have under a name; null where one has nothing. */
export function storesOf(tab: EngineTab, name: string): Promise<(string | null)[]> {
  return tab.evaluate((wanted) => {
    const cookies = document.cookie.split('; ').filter((pair) => pair.startsWith(`${wanted}=`));
    const values = cookies.map((pair) => pair.slice(wanted.length + 1));
    return [values.join(' and ') || null, localStorage.getItem(wanted), sessionStorage.getItem(wanted)];
  }, name);
}

interface StoredValues {
  readonly cookie?: string | null;
  readonly localStorage?: string | null;
  readonly sessionStorage?: string | null;
}

/**
 * Puts values where they are given, null for removal, past the tag.
 *
 * @param domain of the cookie; by default the very host
 */
export function store(tab: EngineTab, name: string, values: StoredValues, domain = ''): Promise<void> {
  return tab.evaluate(
    (key, { cookie, ...stored }, site) => {
      const attributes = `path=/; max-age=${cookie === null ? -1 : 99999}${site && `; domain=${site}`}`;
      // biome-ignore lint/suspicious/noDocumentCookie: a page over http has no Cookie Store.
      if (cookie !== undefined) document.cookie = `${key}=${cookie ?? ''}; ${attributes}`;
      for (const [place, value] of Object.entries(stored)) {
        const storage = window[place as 'localStorage'];
        if (value === null) storage.removeItem(key);
        else storage.setItem(key, value);
      }
    },
    name,
    values,
    domain,
  );
}

/** Puts one value everywhere. */
export function storeEverywhere(tab: EngineTab, name: string, value: string): Promise<void> {
  return store(tab, name, { cookie: value, localStorage: value, sessionStorage: value });
}

/** Goes before the tag: notes each cookie that a script writes, and whether the browser has taken it. */
export const NOTE_COOKIES = `<script>
  cookiesWritten = [];
  const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  Object.defineProperty(document, 'cookie', {
    get: () => get.call(document),
    set(text) {
      set.call(document, text);
      const pair = text.split(';')[0];
      cookiesWritten.push({ text, isTaken: get.call(document).split('; ').includes(pair) });
    },
  });
</script>`;

interface WrittenCookie {
  readonly text: string;
  readonly isTaken: boolean;
}

/** What `NOTE_COOKIES` has noted. */
export function cookiesWritten(tab: EngineTab): Promise<readonly WrittenCookie[]> {
  return tab.evaluate(() => (window as unknown as { cookiesWritten: WrittenCookie[] }).cookiesWritten);
}
