import { readConfig } from '../collector/config/config.ts';
import { createPrepare, type Preparation, withId } from '../collector/prepare.ts';
import { prepareRulesOf } from '../collector/rules.ts';
import { readServerRequest } from '../collector/sources/server-request.ts';
import { median } from './median.ts';
import { PIXEL } from './page-event.ts';
import { ROUNDS } from './rounds.ts';
import type { Row } from './row.ts';
import { serverOrder } from './server-order.ts';

const LEAST_OF_JSON = 0.3;
const TIMES = 30_000;

/**
 * The whole way of one order without network and disk: parse, validate, normalise with three hashes, map, write; as
 * a ratio to a bare JSON.parse and JSON.stringify of the same event.
 */
export function measureTransform(): Row[] {
  const config = readConfig(
    { TIKTOK_PIXEL_CODE: PIXEL, TIKTOK_ACCESS_TOKEN: 'token-of-the-bench', DEFAULT_COUNTRY: 'US' },
    () => '',
  );
  const prepare = createPrepare(prepareRulesOf(config));
  const event = JSON.stringify(serverOrder('10001', '4711'));
  const request = `{"events":[${event}]}`;

  function transform(): Preparation {
    const [read] = readServerRequest(request).events;
    return prepare(withId(read as Parameters<typeof withId>[0]), Date.now());
  }
  const bare = () => JSON.stringify(JSON.parse(event));
  const made = transform();
  if (!('rows' in made) || made.rows.length !== 1) throw new Error('the order was not prepared');

  const bares: number[] = [];
  const transforms: number[] = [];
  // The first round is for the compiler.
  for (let round = 0; round <= ROUNDS; round++) {
    const rates = [perSecond(bare), perSecond(transform)] as const;
    if (round === 0) continue;
    bares.push(rates[0]);
    transforms.push(rates[1]);
  }
  const ratios = transforms.map((rate, round) => rate / (bares[round] as number));
  return [
    {
      what: 'JSON.parse + JSON.stringify',
      figure: { value: median(bares), unit: '/s' },
      note: `${event.length} bytes`,
    },
    {
      what: 'order to TikTok item',
      figure: { value: median(transforms), unit: '/s' },
      ratio: { to: 'bare JSON', rounds: ratios, bound: { least: LEAST_OF_JSON } },
      note: 'three hashes, three products',
    },
  ];
}

function perSecond(work: () => unknown): number {
  const began = process.hrtime.bigint();
  for (let time = 0; time < TIMES; time++) work();
  return (TIMES * 1e9) / Number(process.hrtime.bigint() - began);
}
