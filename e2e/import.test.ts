import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMPORT_MAP, writeImportFile } from './import-file.ts';
import { runImport } from './import-process.ts';
import { type Stack, startStack } from './stack.ts';
import { received } from './tiktok.ts';

/** Each test has a file, and orders, of its own; the collector is the same. */
const DELIVERED_WITHIN_MS = 30_000;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ eventSet: true });
});
afterAll(async () => {
  await stack?.stop();
});

const PURCHASES = ['--source', 'offline', '--event', 'Purchase'];

function importing(file: string, args: readonly string[], killAtRow?: number) {
  const { collector, serverKey } = stack.addresses;
  return runImport(
    join(stack.dataDir, file),
    ['--url', collector, ...args],
    { SERVER_KEYS: serverKey },
    killAtRow === undefined ? {} : { killAtRow },
  );
}

const summary = (stdout: string) =>
  Object.fromEntries(
    [...stdout.matchAll(/^(rows|accepted|duplicates|dropped|refused) +([\d,]+)/gm)].map(([, name, count]) => [
      name,
      Number(count?.replaceAll(',', '')),
    ]),
  );

const ordersAtTikTok = () => stack.simulator.ledger.events().map(({ event_id }) => event_id);

describe('clickthread import', { timeout: 120_000 }, () => {
  it('counts exactly and doubles nothing, though it is killed twice', async () => {
    const file = join(stack.dataDir, 'orders.csv');
    const { rows, bad } = await writeImportFile(file, 2000, Date.now());
    // Small requests: the kills shall fall among them.
    const args = [...PURCHASES, '--map', IMPORT_MAP, '--batch', '10'];

    for (const killAtRow of [400, 1100]) {
      const killed = await importing('orders.csv', args, killAtRow);
      expect(killed.code, killed.stderr).toBe(null);
    }
    const last = await importing('orders.csv', args);
    expect(last.stderr).toMatch(/^Going on after row 1[1-9]\d\d\./m);
    expect(last.code, last.stderr).toBe(1);
    const counts = { rows: 2000, accepted: 1980, duplicates: 0, dropped: 0, refused: 20 };
    expect(summary(last.stdout)).toEqual(counts);

    const report = readFileSync(`${file}.rejected.csv`, 'utf8');
    const [header, ...listed] = report.trimEnd().split('\n');
    expect(header).toBe('line,field,reason');
    expect(listed.map((line) => line.split(',').slice(0, 2).join())).toEqual(
      bad.map(({ line, field }) => `${line},${field}`),
    );
    expect(report, 'no value of a refused row').not.toMatch(/12,50 EUR|XYZ|buyer/);

    await expect.poll(() => ordersAtTikTok().length, { timeout: DELIVERED_WITHIN_MS }).toBe(1980);
    const good = Array.from({ length: rows }, (_, index) => index + 1).filter((row) => row % 100 !== 0);
    expect(new Set(ordersAtTikTok())).toEqual(new Set(good.map((row) => `ord_${row}`)));
    const sent = await received(stack);
    expect(new Set(sent.map(({ event_id }) => event_id)).size).toBe(1980);

    const again = await importing('orders.csv', args);
    expect(again.stdout).toContain('was imported already');
    expect(summary(again.stdout)).toEqual(counts);
    expect(again.code).toBe(1);

    const forced = await importing('orders.csv', [...args, '--again']);
    expect(summary(forced.stdout)).toEqual({ ...counts, accepted: 0, duplicates: 1980 });
    expect(ordersAtTikTok()).toHaveLength(1980);
  });

  it('takes identical rows for one event, and NDJSON as the contract has it', async () => {
    const order = { user: { email: 'nd@shop.example' }, properties: { value: 5, currency: 'EUR' } };
    const other = { email: 'flat@shop.example', order_id: 'nd_2', value: '7.25', currency: 'EUR' };
    const lines = [order, order, other].map((each) => JSON.stringify(each));
    writeFileSync(join(stack.dataDir, 'orders.ndjson'), `${lines.join('\n')}\n`);

    const done = await importing('orders.ndjson', PURCHASES);
    expect(done.code, done.stderr).toBe(0);
    expect(summary(done.stdout)).toEqual({ rows: 3, accepted: 2, duplicates: 1, dropped: 0, refused: 0 });
  });

  it('keeps a test apart from the import that it is a test of', async () => {
    writeFileSync(
      join(stack.dataDir, 'tested.csv'),
      'email,order_id,value,currency\na@shop.example,t1,5,EUR\nb@shop.example,t2,5,EUR\n',
    );
    const test = await importing('tested.csv', [...PURCHASES, '--limit', '1', '--test-code', 'TEST12345']);
    expect(summary(test.stdout)).toMatchObject({ rows: 1, accepted: 1 });
    const real = await importing('tested.csv', PURCHASES);
    expect(summary(real.stdout)).toMatchObject({ rows: 2, accepted: 2, duplicates: 0 });
    await expect.poll(ordersAtTikTok, { timeout: DELIVERED_WITHIN_MS }).toContain('ord_t1');
  });

  it.each([
    ['a wrong key', 'wrong-key-of-nobody', [], /does not know this server key/],
    ['an unknown column', undefined, ['--map', 'order_id='], /--map: the file has no column "order_id"/],
    ['the key itself in the arguments', undefined, ['--key', 'sk_live'], /never the key itself/],
  ])('stops at %s, says what to do and sends nothing', async (_reason, key, args, message) => {
    writeFileSync(join(stack.dataDir, 'stopped.csv'), 'email,value,currency\na@shop.example,5,EUR\n');
    const done = await runImport(
      join(stack.dataDir, 'stopped.csv'),
      ['--url', stack.addresses.collector, ...PURCHASES, ...args],
      { SERVER_KEYS: key ?? stack.addresses.serverKey },
    );
    expect(done.code).toBe(2);
    expect(done.stderr).toMatch(message);
    expect(done.stderr).not.toContain('sk_live');
  });
});
