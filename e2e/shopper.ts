import { expect, type Page } from '@playwright/test';
import type { Addresses } from './stack.ts';

/** A click id of the real shape: `E.C.P.` and base64url, 325 characters in all. */
export const TTCLID = `E.C.P.${'CrABdGhlLWNsaWNrLWlkLW9mLWEtdGVzdA-_09azAZ'.repeat(8).slice(0, 319)}`;

/** TikTok's own examples, so that their hashes are TikTok's own too. https://business-api.tiktok.com/portal/docs?id=1771101186666498 */
export const EMAIL = 'ALICE_abc@gmail.com';
export const PHONE = '+12133734253';

/** The steps of somebody who clicks an ad and buys. */
export class Shopper {
  readonly page: Page;
  readonly #addresses: Addresses;
  #thankYou = '';

  constructor(page: Page, addresses: Addresses) {
    this.page = page;
    this.#addresses = addresses;
  }

  /** Clicks the ad and lands on the shop, whose router has taken the query out of the address by then. */
  async clickAd(): Promise<void> {
    await this.page.goto(`${this.#addresses.ad}/click?ttclid=${TTCLID}`);
    await expect(this.page).toHaveURL(`${this.#addresses.shop}/`);
  }

  async openProduct(): Promise<void> {
    await this.page.locator('[data-testid^=product-]').first().click();
    await expect(this.page).toHaveURL(/\/product\//);
  }

  async checkOut(): Promise<void> {
    await this.page.getByTestId('add-to-cart').click();
    await expect(this.page).toHaveURL(/\/cart/);
    await this.page.getByTestId('check-out').click();
    await expect(this.page).toHaveURL(/^http:\/\/pay\.localhost/);
  }

  async pay(): Promise<void> {
    await this.page.getByTestId('email').fill(EMAIL);
    await this.page.getByTestId('phone').fill(PHONE);
    await this.page.getByTestId('pay').click();
    await expect(this.page).toHaveURL(/\/thank-you/);
    this.#thankYou = this.page.url();
  }

  async buy(): Promise<void> {
    await this.openProduct();
    await this.checkOut();
    await this.pay();
  }

  async reloadThankYou(): Promise<void> {
    await this.page.goto(this.#thankYou);
  }

  async openHome(): Promise<void> {
    await this.page.goto(`${this.#addresses.shop}/`);
  }

  /** As the shop shows it. */
  async orderNumber(): Promise<string> {
    return (await this.page.getByTestId('order-number').innerText()).replace(/\D/g, '');
  }
}
