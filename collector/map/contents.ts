import type { Finding } from '../contract/finding.ts';
import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import type { TikTokContent } from '../tiktok/event.ts';
import { cleanName, tellingName } from './clean-text.ts';
import { createContentId } from './content-id.ts';
import { exactAmount, roundedAmount } from './exact-amount.ts';
import type { Unpruned } from './prune.ts';

type SentContents = NonNullable<NormalisedEvent['properties']['contents']>;

export interface ContentsRules {
  /** Which id of an item goes to TikTok: "sku", "variant", "product", "group", or a template; undefined: the id as sent. */
  readonly contentId: string | undefined;
  readonly minorDigits: (currency: string | undefined) => number;
}

/** The items as TikTok gets them. */
interface Contents {
  /** In the order they were sent in; an item with nothing in it has no field. */
  readonly items: Unpruned<TikTokContent>[];
  /** Whether there are ids, and each of them names a group of variants. */
  readonly areGroups: boolean;
  /** What was sent as an item's id, and the id that stands there instead. */
  readonly replaced: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

/** Makes the shaping of items: one id each, the price of one piece, and no field that TikTok does not know. */
export function createContents(
  rules: ContentsRules,
): (sent: SentContents, currency: string | undefined) => Contents {
  const contentId = createContentId(rules.contentId);

  return function contents(sent, currency) {
    const findings: Finding[] = [];
    const replaced = new Map<string, string>();
    let ids = 0;
    let groups = 0;
    const items = sent.map((item, index) => {
      const path = `properties.contents.${index}`;
      const { id, isGroup, lacks } = contentId(item);
      if (id !== undefined) ids++;
      if (isGroup) groups++;
      const before = cleanName(item.content_id);
      if (before !== undefined && id !== undefined && before !== id) replaced.set(before, id);
      const finding = idFinding(path, id, lacks);
      if (finding) findings.push(finding);
      return {
        content_id: id,
        content_name: tellingName(item.content_name, `${path}.content_name`, findings),
        content_category: tellingName(item.content_category, `${path}.content_category`, findings),
        brand: tellingName(item.brand, `${path}.brand`, findings),
        price: item.price ?? unitPrice(item, rules.minorDigits(currency)),
        quantity: item.quantity,
      };
    });
    return { items, areGroups: ids > 0 && groups === ids, replaced, findings };
  };
}

function idFinding(path: string, id: string | undefined, lacks: string | undefined): Finding | undefined {
  if (id === undefined) {
    return {
      rule: 'missing_content_id',
      path: `${path}.content_id`,
      message: 'no id: send the one that the item has in the catalogue',
    };
  }
  if (lacks === undefined) return undefined;
  return {
    rule: 'missing_content_id',
    path: `${path}.${lacks}`,
    message: 'absent, so content_id went as it was sent: send this field, or choose another content id rule',
  };
}

/** Of one piece, from the price of the line. Of no pieces there is none. */
function unitPrice({ line_price, quantity = 1 }: SentContents[number], digits: number): number | undefined {
  if (line_price === undefined || quantity === 0) return undefined;
  if (quantity === 1) return line_price;
  return roundedAmount(exactAmount(line_price) / BigInt(quantity), digits);
}
