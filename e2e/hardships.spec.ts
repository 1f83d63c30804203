import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';
import { expect, tagErrors, test } from './fixtures.ts';
import { EMAIL, EMAIL_SHA256, PHONE_SHA256, Shopper, TTCLID } from './shopper.ts';
import type { Stack } from './stack.ts';
import { counted, received } from './tiktok.ts';

/** Waits for the purchase, and says that TikTok counts it once however often a page has reported it. */
async function expectOnePurchase(stack: Stack, order: string): Promise<void> {
  await expect.poll(async () => (await purchasesAtApi(stack)).length).toBe(1);
  expect(counted(stack, 'Purchase').map(({ event_id }) => event_id)).toEqual([`ord_${order}`]);
}

async function purchasesAtApi(stack: Stack) {
  return (await received(stack)).filter(({ event }) => event === 'Purchase');
}

test('with the pixel blocked, the purchase arrives once', async ({ stack, shopper, context }) => {
  await context.route(/^http:\/\/analytics\.localhost/, (route) => route.abort('blockedbyclient'));
  await shopper.clickAd();
  await shopper.buy();
  const order = await shopper.orderNumber();
  await shopper.reloadThankYou();

  await expectOnePurchase(stack, order);
  const [purchase] = counted(stack, 'Purchase');
  expect(purchase?.first_channel).toBe('api');
  expect(purchase?.user).toMatchObject({ ttclid: TTCLID, email: [EMAIL_SHA256], phone: [PHONE_SHA256] });
  expect(stack.simulator.ledger.totals().dropped).toBe(0);
});

test('with all cookies blocked in the browser, the purchase arrives once', async ({ stack }) => {
  const profile = await mkdtemp(join(tmpdir(), 'clickthread-profile-'));
  // The setting "block all cookies" of chrome://settings, which also makes localStorage throw.
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  await mkdir(join(profile, 'Default'));
  await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, chromiumLaunch());
  const errors = tagErrors(context);
  try {
    const page = await context.newPage();
    const shopper = new Shopper(page, stack.addresses);
    await shopper.clickAd();
    const refused = await page.evaluate(() => {
      try {
        return String(window.localStorage.length);
      } catch (error) {
        return (error as Error).name;
      }
    });
    expect(refused, 'the browser really blocks storage').toBe('SecurityError');

    await shopper.buy();
    const order = await shopper.orderNumber();
    await shopper.reloadThankYou();
    await expectOnePurchase(stack, order);
    expect(errors).toEqual([]);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
});

test('with cookies and storage that throw, the purchase arrives once', async ({
  stack,
  shopper,
  context,
}) => {
  // As in a sandboxed frame. https://html.spec.whatwg.org/multipage/webstorage.html#dom-localstorage
  await context.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    Object.defineProperty(window, 'localStorage', { get: refuse });
    Object.defineProperty(window, 'sessionStorage', { get: refuse });
    Object.defineProperty(Document.prototype, 'cookie', { get: refuse, set: refuse });
  });
  await shopper.clickAd();
  await shopper.buy();
  const order = await shopper.orderNumber();
  await shopper.reloadThankYou();
  await expectOnePurchase(stack, order);
});

test('with the collector down during the purchase, it arrives once from the next page', async ({
  stack,
  shopper,
  page,
}) => {
  await shopper.clickAd();
  await shopper.openProduct();
  await shopper.checkOut();
  await stack.collector().kill('SIGKILL');
  await shopper.pay();
  const order = await shopper.orderNumber();

  // It waits in the browser, without who bought: nothing raw may lie there.
  const kept = () => page.evaluate(() => String(localStorage._ct_kept));
  await expect.poll(kept).toContain(`ord_${order}`);
  expect((await kept()).toLowerCase()).not.toContain(EMAIL.toLowerCase());
  expect(await kept()).not.toContain(EMAIL_SHA256);
  expect(await kept()).not.toContain('2133734253');
  expect(await purchasesAtApi(stack)).toEqual([]);

  await stack.restartCollector();
  await shopper.openHome();
  // The page looks some seconds after it began what earlier ones have left.
  await expect.poll(() => purchasesAtApi(stack), { timeout: 25_000 }).toHaveLength(1);
  await expectOnePurchase(stack, order);
  const [item] = await purchasesAtApi(stack);
  expect(item?.user).toMatchObject({ ttclid: TTCLID });
  expect(item?.user).not.toHaveProperty('email');
  expect(item?.page).toMatchObject({ url: expect.stringContaining('/thank-you') });
  await expect.poll(kept).not.toContain(`ord_${order}`);

  await shopper.openHome();
  await shopper.reloadThankYou();
  await expect
    .poll(() => counted(stack, 'Purchase')[0]?.copies.filter(({ channel }) => channel === 'pixel').length)
    .toBe(2);
  await expectOnePurchase(stack, order);
});
