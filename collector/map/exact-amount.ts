/** Digits behind the point that are kept in between: two more than the contract takes in text. */
const SCALE = 12;

/**
 * An amount as a whole number of trillionths, so that 0.1 + 0.2 is 0.3: the decimal that the sender
 * wrote is taken, not the binary number nearest to it.
 */
export function exactAmount(amount: number): bigint {
  const [coefficient = '', exponent = '0'] = String(amount).split('e');
  const [whole = '', fraction = ''] = coefficient.split('.');
  const shift = SCALE + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  return shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
}

/**
 * Back to a number, rounded half away from zero.
 *
 * @param digits behind the point
 * @returns undefined where it is more than a number can hold
 */
export function roundedAmount(exact: bigint, digits: number): number | undefined {
  const step = 10n ** BigInt(SCALE - digits);
  const half = exact < 0n ? -step / 2n : step / 2n;
  const rounded = Number(`${(exact + half) / step}e-${digits}`);
  return Number.isFinite(rounded) ? rounded : undefined;
}
