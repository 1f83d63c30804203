/** The most digits behind the point that any of TikTok's currencies has. */
const MOST_DIGITS = 3;

/**
 * Digits behind the point, where they are not two, of the currencies that TikTok takes: column "Minor unit" of
 * ISO 4217, list one. Written by hand, since Intl.NumberFormat rounds to what is usual in shops, not to the standard.
 * https://www.six-group.com/en/products-services/financial-information/data-standards.html
 */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'ISK', 'JPY', 'KRW', 'PYG', 'VND'].map((currency) => [currency, 0] as const),
  ...['BHD', 'KWD', 'OMR'].map((currency) => [currency, MOST_DIGITS] as const),
]);

/**
 * Digits behind the point of an amount in this currency.
 *
 * @param currency one of TikTok's; where it is not known, the answer is the most that any has, which spoils no amount
 */
export function minorDigits(currency: string | undefined): number {
  return currency === undefined ? MOST_DIGITS : (DIGITS.get(currency) ?? 2);
}
