import { z } from 'zod';

/** The settings of a mapping: at the top of the file for every pixel, and again in each pixel's entry. */

const name = z
  .string()
  .min(1, 'expected the name of an event')
  .max(50, "at most 50 characters, as TikTok's names");

const sourceName = z.string().min(1).max(100, 'at most 100 characters');

const rowRule = "expected TikTok's name, a list of up to ten names, or null to switch the event off";
const row = z.union([name, z.array(name).min(1, rowRule).max(10, rowRule), z.null()], { error: rowRule });

const events = z.strictObject({
  preset: z.enum(['modern', 'layers', 'appsprint', 'rudder', 'ga4']).optional(),
  map: z.record(sourceName, row).optional(),
  alias: z.record(name, name).optional(),
  unmapped: z.enum(['drop', 'pass', 'reject']).optional(),
});

const PLACE = /\{(?:sku|variant|product|group)\}/g;
const contentIdRule =
  'expected sku, variant, product or group; or a text with one of {sku}, {variant}, {product} and {group} in it, such as shopify_US_{product}_{variant}';
const contentId = z
  .string()
  .max(100, 'at most 100 characters')
  .refine((text) => {
    const rest = text.replace(PLACE, '');
    const isTemplate = rest !== text && !/[{}]/.test(rest);
    return isTemplate || ['sku', 'variant', 'product', 'group'].includes(text);
  }, contentIdRule);

const parameter = z
  .string()
  .regex(/^[^\s&=#?]{1,100}$/, 'expected the name of a query parameter, such as utm_source');

export const mappingShape = {
  events: events.optional(),
  value: z.enum(['total', 'ex_tax', 'ex_shipping', 'items', 'profit']).optional(),
  costs: z.string().min(1, 'expected the path of a CSV file').optional(),
  content_id: contentId.optional(),
  limited_data_use: z.boolean().optional(),
  page_parameters: z.array(parameter).max(100, 'at most 100 names').optional(),
};

/** As it stands in the file. */
export type MappingSettings = z.output<z.ZodObject<typeof mappingShape>>;

/** How the events of one pixel or event set are named, valued and described. */
export interface Mapping {
  readonly preset: NonNullable<z.output<typeof events>['preset']>;
  readonly map: Readonly<Record<string, z.output<typeof row>>>;
  readonly alias: Readonly<Record<string, string>>;
  readonly unmapped: 'drop' | 'pass' | 'reject';
  readonly value: 'total' | 'ex_tax' | 'ex_shipping' | 'items' | 'profit';
  /** The text of the CSV file with what each content costs. */
  readonly costs: string | undefined;
  /** Which id of a content is sent, or how it is put together. */
  readonly contentId: string | undefined;
  readonly limitedDataUse: boolean;
  /** Query parameters of page addresses that are kept beside the usual ones. */
  readonly pageParameters: readonly string[];
}
