import type { Finding } from '../contract/finding.ts';
import type { NormalisedEvent } from '../normalise/normalise-event.ts';
import type { TikTokProperties } from '../tiktok/event.ts';
import { cleanText, tellingName } from './clean-text.ts';
import { type ContentsRules, createContents } from './contents.ts';
import { createOrderValue, type ValueRules } from './order-value.ts';
import { prune, type Unpruned } from './prune.ts';

type SentProperties = NormalisedEvent['properties'];

/** What the site says of its money and its catalogue, and TikTok of its currencies. */
export type PropertyRules = ValueRules & ContentsRules;

interface ShapedProperties {
  /** Undefined where nothing is left of them. */
  readonly properties: Unpruned<TikTokProperties> | undefined;
  readonly findings: readonly Finding[];
}

/** An order of a thousand broken items is one mistake, and must not fill the disk. */
const MOST_FINDINGS = 20;

/**
 * Makes the shaping of an event's properties: TikTok's keys only, a value by the site's rule, ids that are ids.
 *
 * @throws where the rule for content ids is none
 */
export function createShapeProperties(rules: PropertyRules): (sent: SentProperties) => ShapedProperties {
  const shapeContents = createContents(rules);
  const orderValue = createOrderValue(rules);

  return function shapeProperties(sent) {
    const contents = shapeContents(sent.contents ?? [], sent.currency);
    const ids = contents.items.map((item) => item.content_id);
    const { value, findings: valueFindings } = orderValue(sent, ids);
    const findings = [...contents.findings, ...valueFindings];

    const contentIds = (sent.content_ids ?? [])
      .map((id, index) => tellingName(id, `properties.content_ids.${index}`, findings))
      .map((id) => contents.replaced.get(id ?? '') ?? id);
    const hasIds = [...ids, ...contentIds].some((id) => id !== undefined);

    const properties = {
      value,
      currency: sent.currency,
      contents: contents.items,
      content_type: contentType(sent.content_type, hasIds, contents.areGroups, findings),
      // Not made of the contents where none are sent: an id within `contents` does as well.
      // https://ads.tiktok.com/help/article/about-parameters
      content_ids: contentIds.filter((id) => id !== undefined),
      order_id: tellingName(sent.order_id, 'properties.order_id', findings),
      shop_id: tellingName(sent.shop_id, 'properties.shop_id', findings),
      search_string: cleanText(sent.search_string),
      query: cleanText(sent.query),
      description: cleanText(sent.description),
      num_items: sent.num_items,
      status: cleanText(sent.status),
      delivery_category: sent.delivery_category,
      predicted_ltv: sent.predicted_ltv,
    } satisfies Unpruned<TikTokProperties>;
    return { properties: prune(properties) ? undefined : properties, findings: atMost(findings) };
  };
}

/**
 * `product` where the ids are of one variant each, `product_group` where they are of all variants together: what the
 * ids are says more than what the page says. https://ads.tiktok.com/help/article/about-parameters
 */
function contentType(
  sent: string | undefined,
  hasIds: boolean,
  areGroups: boolean,
  findings: Finding[],
): TikTokProperties['content_type'] {
  const given = cleanText(sent)?.toLowerCase();
  const isKnown = given === 'product' || given === 'product_group';
  if (given !== undefined && !isKnown) {
    findings.push({
      rule: 'left_out',
      path: 'properties.content_type',
      message: 'TikTok knows "product" and "product_group": send one of them, or nothing',
    });
  }
  if (areGroups) {
    if (given === 'product') {
      findings.push({
        rule: 'computed',
        path: 'properties.content_type',
        message: 'sent as "product_group", since the ids are those of groups',
      });
    }
    return 'product_group';
  }
  if (isKnown) return given;
  return hasIds ? 'product' : undefined;
}

function atMost(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_FINDINGS) return findings;
  const more = findings.length - MOST_FINDINGS;
  return [
    ...findings.slice(0, MOST_FINDINGS),
    { rule: 'left_out', path: 'properties', message: `${more} more remarks on these properties` },
  ];
}
