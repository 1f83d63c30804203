import type { Finding } from '../contract/finding.ts';
import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import { exactAmount, roundedAmount } from './exact-amount.ts';

type SentProperties = NormalisedEvent['properties'];
type SentContents = NonNullable<SentProperties['contents']>;

export interface ValueRules {
  /**
   * What an event is worth: all that the buyer pays, the same less tax or less shipping, the prices of the items, or
   * what they leave over their costs.
   */
  readonly value: 'total' | 'ex_tax' | 'ex_shipping' | 'items' | 'profit';
  /** Content id as TikTok gets it → cost of one piece, in the currency of the event. */
  readonly unitCosts: ReadonlyMap<string, number>;
  readonly minorDigits: (currency: string | undefined) => number;
}

interface OrderValue {
  readonly value: number | undefined;
  readonly findings: readonly Finding[];
}

/** An amount and how it came about, or what it could not be made for want of. */
type Computed = { readonly exact: bigint; readonly how: string } | { readonly lacks: readonly Finding[] };

type Compute = (properties: SentProperties, ids: readonly (string | undefined)[]) => Computed;

/** Makes the rule for the value of an event. Where it lacks something, the rule "total" stands in, and that is told. */
export function createOrderValue(
  rules: ValueRules,
): (properties: SentProperties, ids: readonly (string | undefined)[]) => OrderValue {
  const compute = computeOf(rules);

  function computed(result: Computed, currency: string | undefined): OrderValue {
    if ('lacks' in result) return { value: undefined, findings: result.lacks };
    const value = roundedAmount(result.exact, rules.minorDigits(currency));
    const how = value === undefined ? 'the items are worth more than a number can hold' : result.how;
    return {
      value,
      findings: [{ rule: 'computed', path: 'properties.value', message: `computed: ${how}` }],
    };
  }

  function total(properties: SentProperties): OrderValue {
    const sent = properties.value ?? properties.total;
    if (sent !== undefined) return { value: sent, findings: [] };
    const sum = sumOfItems(properties.contents ?? []);
    return 'lacks' in sum ? { value: undefined, findings: [] } : computed(sum, properties.currency);
  }

  return function orderValue(properties, ids) {
    if (!compute) return total(properties);
    const own = computed(compute(properties, ids), properties.currency);
    if (own.value !== undefined) return own;
    const fallback = total(properties);
    // Without any value there is nothing to explain: most events have none.
    if (fallback.value === undefined) return fallback;
    return { value: fallback.value, findings: [...own.findings, ...fallback.findings] };
  };
}

function computeOf({ value, unitCosts }: ValueRules): Compute | undefined {
  switch (value) {
    case 'total':
      return undefined;
    case 'ex_tax':
      return (properties) => totalLess('tax', properties);
    case 'ex_shipping':
      return (properties) => totalLess('shipping', properties);
    case 'items':
      return ({ contents }) => sumOfItems(contents ?? []);
    case 'profit':
      return ({ contents }, ids) => profitOfItems(contents ?? [], ids, unitCosts);
    default:
      return value satisfies never;
  }
}

const lacking = (path: string, message: string): Finding => ({ rule: 'computed', path, message });

function totalLess(field: 'tax' | 'shipping', properties: SentProperties): Computed {
  const total = properties.total ?? properties.value;
  const part = properties[field];
  if (total === undefined) {
    return { lacks: [lacking('properties.total', `absent: send it, or ${field} cannot be taken off`)] };
  }
  if (part === undefined) {
    return {
      lacks: [
        lacking(`properties.${field}`, 'absent: nothing was taken off the value; send it, if only as 0'),
      ],
    };
  }
  return { exact: exactAmount(total) - exactAmount(part), how: `the total less ${field}` };
}

/** Of all pieces together. A price of one piece comes before a price of the line, as it does for TikTok. */
function lineAmount({ price, line_price, quantity = 1 }: SentContents[number]): bigint | undefined {
  if (price !== undefined) return exactAmount(price) * BigInt(quantity);
  return line_price === undefined ? undefined : exactAmount(line_price);
}

function sumOfItems(contents: SentContents): Computed {
  if (contents.length === 0) return { lacks: [lacking('properties.contents', 'absent: send the items')] };
  const lacks: Finding[] = [];
  let exact = 0n;
  for (const [index, item] of contents.entries()) {
    const amount = lineAmount(item);
    if (amount === undefined) lacks.push(lackingPrice(index));
    else exact += amount;
  }
  return lacks.length > 0
    ? { lacks }
    : { exact, how: 'the sum of price × quantity of the contents; send properties.value to say otherwise' };
}

const lackingPrice = (index: number) =>
  lacking(`properties.contents.${index}.price`, 'absent, so the items could not be summed up: send it');

function profitOfItems(
  contents: SentContents,
  ids: readonly (string | undefined)[],
  unitCosts: ReadonlyMap<string, number>,
): Computed {
  const sum = sumOfItems(contents);
  if ('lacks' in sum) return sum;
  const lacks: Finding[] = [];
  let costs = 0n;
  for (const [index, { quantity = 1 }] of contents.entries()) {
    const cost = unitCosts.get(ids[index] ?? '');
    if (cost === undefined) {
      lacks.push(
        lacking(
          `properties.contents.${index}.content_id`,
          'its cost is not known, so the value is not the profit: add this id to the list of costs',
        ),
      );
    } else costs += exactAmount(cost) * BigInt(quantity);
  }
  return lacks.length > 0
    ? { lacks }
    : { exact: sum.exact - costs, how: 'the sum of (price − cost) × quantity of the contents' };
}
