import { expect, type Page } from '@playwright/test';
import { FEATURED } from './simulator/shop/catalogue.ts';
import type { Addresses } from './stack.ts';

/** A click id of the real shape: `E.C.P.` and base64url, 325 characters in all. */
export const TTCLID = `E.C.P.${'CrABdGhlLWNsaWNrLWlkLW9mLWEtdGVzdA-_09azAZ'.repeat(8).slice(0, 319)}`;

/** TikTok's own examples, so that their hashes are TikTok's own too. https://business-api.tiktok.com/portal/docs?id=1771101186666498 */
export const EMAIL = 'ALICE_abc@gmail.com';
const PHONE = '+12133734253';
export const EMAIL_SHA256 = '848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f';
export const PHONE_SHA256 = '9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd';

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
    await this.page.getByTestId(`product-${FEATURED.sku}`).first().click();
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
    return ((await this.page.getByTestId('order-number').textContent()) ?? '').replace(/\D/g, '');
  }
}
