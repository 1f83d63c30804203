import { describe, expect, it } from 'vitest';
import { createPageWatch } from './pages.ts';

const SHOP = 'https://shop.example';
const ONE = 'C4AAAAAAAAAAAAAAAAAA';
const TWO = 'C5AAAAAAAAAAAAAAAAAA';

function watch(webPixels: readonly string[] = [ONE]) {
  const lines: { fields: object; message: string }[] = [];
  const pages = createPageWatch(webPixels, (fields, message) => lines.push({ fields, message }));
  return { ...pages, lines };
}

describe('pixels on a page', () => {
  it.each<[readonly string[], number, string]>([
    [[], 0, 'none'],
    [[ONE], 0, 'one'],
    [[ONE, ONE], 0, 'one, loaded twice'],
    [[ONE, TWO], 1, 'two'],
    [[ONE, 'jane@example.com'], 0, 'one, and something that is no code'],
    [[ONE, '12133734253'], 0, 'one, and a number, which may be a phone'],
    [['a\nb', '<script>'], 0, 'nothing that is a code'],
  ])('%j are worth %i lines (%s)', (codes, count) => {
    const { see, lines, list } = watch();
    see(SHOP, codes, ONE);
    expect(lines).toHaveLength(count);
    expect(list().pages).toHaveLength(count);
  });

  it('are named with what they mean, in one line for each set and origin', () => {
    const { see, lines, list } = watch();
    see(SHOP, [TWO, ONE], ONE);
    see(SHOP, [ONE, TWO], ONE);
    see(SHOP, [ONE, TWO, ONE], undefined);
    expect(lines).toEqual([
      {
        fields: { origin: SHOP, pixels: [ONE, TWO], serverCopiesTo: ONE },
        message: expect.stringContaining('ttq.track() without an instance tells all of them'),
      },
    ]);
    see('https://pay.example', [ONE, TWO], ONE);
    see(SHOP, [ONE, TWO, 'C6'], ONE);
    expect(list()).toEqual({
      pages: [
        { origin: SHOP, pixels: [ONE, TWO], server_copies_to: ONE },
        { origin: 'https://pay.example', pixels: [ONE, TWO], server_copies_to: ONE },
        { origin: SHOP, pixels: [ONE, TWO, 'C6'], server_copies_to: ONE },
      ],
    });
  });

  it.each<[readonly string[], string | undefined, string | null, string]>([
    [[ONE], undefined, ONE, 'the only one configured'],
    [[ONE, TWO], TWO, TWO, 'the one that the page names'],
    [[ONE, TWO], undefined, null, 'two are configured and none is named: the events are refused'],
    [[ONE], TWO, null, 'one that nobody configured: the events are refused'],
  ])('with %j configured and %s named, %s gets the copies (%s)', (configured, pixel, code) => {
    const { see, list } = watch(configured);
    see(SHOP, [ONE, TWO], pixel);
    expect(list().pages).toMatchObject([{ server_copies_to: code }]);
  });

  it('have an end, however many codes somebody makes up', () => {
    const { see, lines, list } = watch();
    for (let count = 0; count < 1000; count++) see(SHOP, [ONE, `C${count}`], ONE);
    expect(list().pages).toHaveLength(100);
    expect(lines).toHaveLength(101);
    expect(lines.at(-1)?.message).toContain('no further ones are reported');
  });
});
