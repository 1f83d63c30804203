import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { TTCLID } from './shopper.ts';
import { PIXEL_CODE, type Stack } from './stack.ts';
import { received } from './tiktok.ts';

/** The tag's own address, as the shop loads it. */
function tagUrl({ proxy }: Stack, file = 'tag.js'): string {
  return `http://collect.shop.localhost:${proxy?.port}/${file}`;
}

function script(stack: Stack, attributes = ''): string {
  return `<script src="${tagUrl(stack)}" data-pixel="${PIXEL_CODE}" ${attributes}></script>`;
}

interface TagWindow {
  readonly clickthread?: ((...args: unknown[]) => void) & { readonly on?: boolean };
}

/** Calls the tag from inside the page. */
function clickthread(page: Page, ...args: unknown[]): Promise<void> {
  return page.evaluate((given) => (window as TagWindow).clickthread?.(...given), args);
}

function isOn(page: Page): Promise<boolean | undefined> {
  return page.evaluate(() => (window as TagWindow).clickthread?.on);
}

/** A pixel that only takes notes. */
const NOTING_PIXEL =
  '<script>window.calls=[];window.ttq={track(){calls.push([...arguments])},identify(){}}</script>';
const STUB =
  '<script>window.clickthread=window.clickthread||function(){(clickthread.q=clickthread.q||[]).push(arguments)};clickthread.u=location.href</script>';

test('the frozen file runs under its published integrity, and under no other', async ({
  page,
  stack,
  testPage,
}) => {
  const started = JSON.parse(stack.collector().stdout().split('\n')[0] ?? '') as {
    tag: string;
    integrity: string;
  };
  const frozen = (integrity: string) =>
    `<script crossorigin="anonymous" src="${tagUrl(stack, started.tag.slice(1))}" integrity="${integrity}"></script>`;
  testPage.html = frozen(started.integrity);
  await page.goto(stack.addresses.www);
  expect(await isOn(page)).toBe(true);

  const wrong = `sha384-${'A'.repeat(64)}`;
  testPage.html = frozen(wrong);
  await page.goto(`${stack.addresses.www}/?wrong`);
  expect(await isOn(page)).toBeUndefined();
});

test('calls made before the tag was there are made up for, once, though the tag is there twice', async ({
  page,
  stack,
  testPage,
  wire,
}) => {
  const early = `<script>clickthread('track','AddToCart',{value:5,currency:'USD'},{eventId:7})</script>`;
  testPage.html = STUB + NOTING_PIXEL + early + script(stack) + script(stack);
  await page.goto(stack.addresses.www);
  await clickthread(page, 'track', 'Search', { query: 'vase' });
  await expect.poll(async () => (await received(stack)).length).toBe(2);

  expect(wire.collected.map(({ event }) => event).sort()).toEqual(['AddToCart', 'Pageview', 'Search']);
  const search = wire.collected.find(({ event }) => event === 'Search');
  const calls = await page.evaluate(() => (window as unknown as { calls: unknown[] }).calls);
  expect(calls).toEqual([
    ['AddToCart', { value: 5, currency: 'USD' }, expect.objectContaining({ event_id: '7' })],
    ['Search', { query: 'vase' }, expect.objectContaining({ event_id: search?.event_id })],
  ]);
});

test('in server mode the pixel is never called, and the server tells TikTok of the page too', async ({
  page,
  stack,
  testPage,
}) => {
  testPage.html = NOTING_PIXEL + script(stack, 'data-mode="server"');
  await page.goto(stack.addresses.www);
  await clickthread(page, 'identify', { email: 'ALICE_abc@gmail.com' });
  await clickthread(page, 'track', 'Subscribe');
  await expect
    .poll(async () => (await received(stack)).map(({ event }) => event).sort())
    .toEqual(['Pageview', 'Subscribe']);
  expect(await page.evaluate(() => (window as unknown as { calls: unknown[] }).calls)).toEqual([]);
});

test('a pixel that throws costs the collector nothing', async ({ page, stack, testPage }) => {
  const broken =
    '<script>window.ttq={track(){throw new Error("broken")},identify(){throw new Error("broken")}}</script>';
  testPage.html = broken + script(stack);
  await page.goto(stack.addresses.www);
  await clickthread(page, 'identify', { email: 'ALICE_abc@gmail.com' });
  await clickthread(page, 'track', 'Contact');
  await expect
    .poll(async () => (await received(stack)).map(({ event, user }) => [event, user as object]))
    .toEqual([['Contact', expect.objectContaining({ email: [expect.stringMatching(/^848a7714/)] })]]);
});

test('an event in the click on a link that leaves at once arrives', async ({ page, stack, testPage }) => {
  const link = `<a href="${stack.addresses.ad}/" onclick="clickthread('track','Download')">leave</a>`;
  testPage.html = script(stack) + link;
  await page.goto(stack.addresses.www);
  await page.getByText('leave').click();
  await expect(page).toHaveURL(`${stack.addresses.ad}/`);
  await expect.poll(async () => (await received(stack)).map(({ event }) => event)).toEqual(['Download']);
});

test('one cookie of each name, for the whole site, renewed by the collector in the answer to an event', async ({
  page,
  stack,
  testPage,
}) => {
  testPage.html = script(stack);
  await page.goto(`${stack.addresses.www}/?ttclid=${TTCLID}`);
  await expect.poll(() => stack.proxy?.answers.length).toBe(1);
  await clickthread(page, 'track', 'ViewContent');
  await expect.poll(() => stack.proxy?.answers.length).toBe(2);

  const setCookie = stack.proxy?.answers[0]?.setCookie ?? [];
  expect(setCookie).toHaveLength(3);
  for (const cookie of setCookie) {
    expect(cookie).toMatch(
      /^_ct_(id|click|first)=[^;]+; Max-Age=\d+; Domain=shop\.localhost; Path=\/; SameSite=Lax$/,
    );
  }
  const cookies = (await page.context().cookies()).filter(({ name }) => name.startsWith('_ct'));
  expect(
    cookies.map(({ name, domain, path, sameSite }) => ({ name, domain, path, sameSite })).sort(byName),
  ).toEqual([
    { name: '_ct_click', domain: '.shop.localhost', path: '/', sameSite: 'Lax' },
    { name: '_ct_first', domain: '.shop.localhost', path: '/', sameSite: 'Lax' },
    { name: '_ct_id', domain: '.shop.localhost', path: '/', sameSite: 'Lax' },
  ]);
  const [click, firstClick, visitor] = cookies.sort(byName);
  expect(firstClick?.value).toBe(click?.value);
  // What stands behind the dot tells the collector when it last renewed the cookies.
  expect(visitor?.value).toMatch(/^\d{16,40}\.[0-9a-z]{6,7}$/);
  expect(click?.value).toMatch(new RegExp(`^1\\.\\d{13}\\.url\\.${TTCLID.replaceAll('.', '\\.')}$`));
  const days = ((click?.expires ?? 0) - Date.now() / 1000) / 86_400;
  expect(days).toBeCloseTo(30, 1);
});

function byName(left: { name: string }, right: { name: string }): number {
  return left.name.localeCompare(right.name);
}
