import { describe, expect, it } from 'vitest';
import { type Columns, createColumns, findTarget, headerFaults } from './event-columns.ts';

describe('the place that a column fills', () => {
  it.each<[string, string | undefined, string]>([
    ['user.email', 'user.email', 'a path of the contract'],
    ['email', 'user.email', 'its last name'],
    ['E-mail', undefined, 'no name of ours: "e_mail"'],
    ['Order ID', 'properties.order_id', 'capitals and spaces do not count'],
    ['order-id', 'properties.order_id', 'nor does the hyphen'],
    ['value', 'properties.value', ''],
    ['event', 'event', ''],
    ['event_time', 'event_time', ''],
    ['country', 'user.country', "the buyer's comes before the order's"],
    ['properties.country', 'properties.country', "the order's has its path"],
    ['price', 'properties.contents.0.price', 'a product column makes one item'],
    ['lead_id', 'lead.lead_id', ''],
    ['user', 'user', 'a whole object, as NDJSON has it'],
    ['0', undefined, 'the place in a list is no name'],
    ['constructor', undefined, 'what every object has is no field'],
  ])('%s → %s (%s)', (name, path) => {
    expect(findTarget(name)?.path).toBe(path);
  });

  // https://docs.amperity.com/operator/events_tiktok_ads.html
  it.each([
    ['agent', 'user.user_agent'],
    ['ip', 'user.ip'],
    ['cookie_id', 'user.ttp'],
    ['tiktok_click_id', 'user.ttclid'],
    ['locale', 'user.locale'],
    ['page_url', 'page.url'],
    ['referrer_url', 'page.referrer'],
    ['brand', 'properties.contents.0.brand'],
    ['content_category', 'properties.contents.0.content_category'],
    ['content_id', 'properties.contents.0.content_id'],
    ['content_name', 'properties.contents.0.content_name'],
    ['content_type', 'properties.content_type'],
    ['quantity', 'properties.contents.0.quantity'],
    ['order_id', 'properties.order_id'],
    ['shop_id', 'properties.shop_id'],
    ['description', 'properties.description'],
    ['event_name', 'event'],
    ['timestamp', 'event_time'],
  ])("Amperity's %s → %s", (name, path) => {
    expect(findTarget(name)?.path).toBe(path);
  });
});

describe('a map', () => {
  it('comes before the names that are known, and can leave a column out', () => {
    const columns = createColumns({ value: 'properties.total', Note: '' }) as Columns;
    expect(columns('value')).toMatchObject({ path: 'properties.total' });
    expect(columns('Note')).toBe('ignored');
    expect(columns('email')).toMatchObject({ path: 'user.email' });
    expect(columns('Other')).toBeUndefined();
  });

  it('is refused where it names no field', () => {
    expect(createColumns({ Mail: 'user.mail' })).toEqual([
      '--map: "Mail" is to be "user.mail", which is no field of an event',
    ]);
  });
});

describe('a header', () => {
  it.each([
    [['email', 'value'], {}, false, [], 'known names'],
    [['email', 'Foo', 'Bar'], {}, false, [/"Foo", "Bar"/], 'unknown ones, all at once'],
    [['email', 'Foo'], {}, true, [], 'unknown ones that may be left out'],
    [['email', ''], {}, false, [], 'a column without a name, as spreadsheets append'],
    [['email'], { Total: 'value' }, false, [/no column "Total"/], 'a map of another file'],
    [['email', 'user.email'], {}, false, [/"email" and "user.email" are both user.email/], 'one field twice'],
    [['email', 'contents', 'price'], {}, false, [/"contents" has the items already/], 'items twice'],
  ])('%j with %j (ignores unknown: %s) has %j (%s)', (header, map, ignores, expected, reason) => {
    const faults = headerFaults(header, createColumns(map) as Columns, map, ignores);
    expect(faults, reason).toHaveLength(expected.length);
    expected.forEach((pattern, index) => {
      expect(faults[index]).toMatch(pattern);
    });
  });
});
