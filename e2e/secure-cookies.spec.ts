import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';

/** No test site speaks https, so what this page asks for is answered without a server. */
const SHOP = 'https://www.shop.com/';

test('over https our cookies are Secure, SameSite=Lax and for the whole site, and nothing else is written', async ({
  context,
  page,
}) => {
  const tag = await readFile(new URL('../dist/tag.js', import.meta.url), 'utf8');
  const bodies: string[] = [];
  await context.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/collect') {
      bodies.push(route.request().postData() ?? '');
      return route.fulfill({ status: 202, json: { accepted: 1, duplicates: 0, rejected: [] } });
    }
    if (pathname === '/tag.js') return route.fulfill({ contentType: 'text/javascript', body: tag });
    return route.fulfill({
      contentType: 'text/html',
      body: '<!doctype html><script src="/tag.js"></script>',
    });
  });
  await page.goto(`${SHOP}?ttclid=E.C.P.x`);
  await expect.poll(() => bodies.length).toBe(1);

  const cookies = await context.cookies(SHOP);
  expect(
    cookies
      .map(({ name, domain, path, secure, sameSite, httpOnly }) => ({
        name,
        domain,
        path,
        secure,
        sameSite,
        httpOnly,
      }))
      .sort((left, right) => left.name.localeCompare(right.name)),
  ).toEqual(
    ['_ct_click', '_ct_first', '_ct_id'].map((name) => ({
      name,
      domain: '.shop.com',
      path: '/',
      secure: true,
      sameSite: 'Lax',
      httpOnly: false,
    })),
  );
});
