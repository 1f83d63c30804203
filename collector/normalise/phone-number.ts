import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';

/** What the numbers behind a calling code have in common, whichever of its countries they belong to. */
interface Plan {
  /** How many digits a number may have in each of those countries. */
  readonly lengths: readonly number[];
  /** A national prefix of any of them ("0", "1", "8"): such a number is for the library to judge. */
  readonly prefix: RegExp | undefined;
}

/** The library's types leave it out. */
interface PrefixedPlan {
  nationalPrefixForParsing(): string | undefined;
}

const PLANS: ReadonlyMap<string, Plan> = readPlans();

/** Already in international form, but for what people write between digits. */
const INTERNATIONAL = /^\+[1-9][\d ().-]{6,30}$/;

/**
 * Reads a phone number as somebody wrote it.
 *
 * Most shops keep numbers in international form. These need no more than a look at their length, which is some ten
 * times faster than the library; a test holds that both agree. All others the library reads.
 *
 * @param countries ISO 3166-1 alpha-2, of national numbers: the first that is one counts
 * @returns the number in E.164 (https://www.itu.int/rec/T-REC-E.164) with its plus, or undefined where it is none
 */
export function readPhoneNumber(
  text: string,
  countries: readonly (string | undefined)[] = [],
): string | undefined {
  if (INTERNATIONAL.test(text)) {
    const number = `+${text.replace(/\D+/g, '')}`;
    if (isPlain(number)) return number;
  }
  return readWithLibrary(text, countries);
}

/** The library's word on a number. */
export function readWithLibrary(
  text: string,
  countries: readonly (string | undefined)[] = [],
): string | undefined {
  const country = findCountry(countries);
  // TikTok's own example is "(+1)2133734253", which the library reads only without the brackets.
  const plain = text.normalize('NFKC').replace(/^\((\+\d{1,3})\)/, '$1');
  const options = { extract: false, ...(country ? { defaultCountry: country } : {}) };
  const number = parsePhoneNumberFromString(plain, options);
  return number?.isPossible() ? number.number : undefined;
}

/** The first of them that is a country. */
function findCountry(codes: readonly (string | undefined)[]): CountryCode | undefined {
  return codes
    .map((code) => code?.trim().toUpperCase() ?? '')
    .find((code): code is CountryCode => isSupportedCountry(code));
}

function isPlain(number: string): boolean {
  for (let length = 1; length <= 3; length++) {
    const plan = PLANS.get(number.slice(1, 1 + length));
    if (!plan) continue;
    const national = number.slice(1 + length);
    return plan.lengths.includes(national.length) && !plan.prefix?.test(national);
  }
  return false;
}

function readPlans(): Map<string, Plan> {
  const metadata = new Metadata();
  const plans = new Map<string, { lengths: number[]; prefixes: Set<string> }>();
  for (const country of getCountries()) {
    metadata.selectNumberingPlan(country);
    const own = metadata.numberingPlan;
    if (!own) continue;
    const code = getCountryCallingCode(country);
    const plan = plans.get(code) ?? { lengths: own.possibleLengths(), prefixes: new Set() };
    plan.lengths = plan.lengths.filter((length) => own.possibleLengths().includes(length));
    const prefix = (own as unknown as PrefixedPlan).nationalPrefixForParsing();
    if (prefix) plan.prefixes.add(`(?:${prefix})`);
    plans.set(code, plan);
  }
  return new Map(
    [...plans].map(([code, { lengths, prefixes }]) => {
      const prefix = prefixes.size > 0 ? new RegExp(`^(?:${[...prefixes].join('|')})`) : undefined;
      return [code, { lengths, prefix }];
    }),
  );
}
