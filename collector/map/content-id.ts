import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import { cleanName } from './clean-text.ts';

type SentContent = NonNullable<NormalisedEvent['properties']['contents']>[number];

/** The id that TikTok gets for an item. */
interface ChosenId {
  readonly id: string | undefined;
  /** Whether it names a group of variants, not one of them. */
  readonly isGroup: boolean;
  /** The field that the rule asks for and the item lacks. */
  readonly lacks?: string;
}

const FIELDS = { sku: 'sku', variant: 'variant_id', product: 'product_id', group: 'group_id' } as const;
type Kind = keyof typeof FIELDS;

const isKind = (text: string): text is Kind => Object.hasOwn(FIELDS, text);

/**
 * Makes the choice of an item's id.
 *
 * @param rule undefined: the `content_id` as sent, else the first of sku, variant, product and group. "sku",
 *   "variant", "product" or "group": that field, else the `content_id` as sent. Any other text: a template such as
 *   "shopify_US_{product}_{variant}", else the `content_id` as sent
 * @throws where the rule is neither a field nor a template of fields
 */
export function createContentId(rule: string | undefined): (item: SentContent) => ChosenId {
  if (rule === undefined) return chooseFirst;
  if (isKind(rule)) return (item) => chooseField(item, rule);
  const parts = partsOf(rule);
  return (item) => fillTemplate(item, parts);
}

function chooseFirst(item: SentContent): ChosenId {
  const sent = cleanName(item.content_id);
  if (sent !== undefined) return { id: sent, isGroup: false };
  const kind = (Object.keys(FIELDS) as Kind[]).find((each) => cleanName(item[FIELDS[each]]) !== undefined);
  return { id: kind && cleanName(item[FIELDS[kind]]), isGroup: kind === 'group' };
}

function chooseField(item: SentContent, kind: Kind): ChosenId {
  const id = cleanName(item[FIELDS[kind]]);
  return id === undefined ? asSent(item, FIELDS[kind]) : { id, isGroup: kind === 'group' };
}

/** The parts of a template: text and field in turn, beginning with text. */
function partsOf(template: string): readonly string[] {
  const parts = template.split(/\{(\w+)\}/);
  const names = parts.filter((_, index) => index % 2 === 1);
  if (names.length > 0 && names.every(isKind)) return parts;
  throw new Error(
    `content id rule "${template}": expected "sku", "variant", "product" or "group", or a template of them such as "shopify_US_{product}_{variant}"`,
  );
}

function fillTemplate(item: SentContent, parts: readonly string[]): ChosenId {
  let id = '';
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) {
      id += part;
      continue;
    }
    const field = FIELDS[part as Kind];
    const value = cleanName(item[field]);
    if (value === undefined) return asSent(item, field);
    id += value;
  }
  return { id, isGroup: false };
}

const asSent = (item: SentContent, lacks: string): ChosenId => ({
  id: cleanName(item.content_id),
  isGroup: false,
  lacks,
});
