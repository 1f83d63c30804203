import { describe, expect, it } from 'vitest';
import { ROUTES } from '../routes.ts';
import { readConfig } from './config.ts';

const required = {
  TIKTOK_PIXEL_CODE: 'C4TEST00000000000000',
  TIKTOK_ACCESS_TOKEN: 'the-access-token-of-the-test',
};
const read = (paths: Readonly<Record<string, string | undefined>>) =>
  readConfig({ ...required, ...paths }, () => '');

describe('the paths of the tag and of its events', () => {
  const fixed = Object.values(ROUTES).flatMap((route) =>
    (['TAG_PATH', 'COLLECT_PATH'] as const).map((name) => [name, route] as const),
  );
  it.each([...fixed, ['TAG_PATH', '/Health/LIVE'], ['COLLECT_PATH', '/v1/events/']] as const)(
    '%s=%s is refused: a route of our own',
    (name, path) => {
      const faults = [`${name}: ${path} is a route of the collector's own; choose another path`];
      expect(() => read({ [name]: path })).toThrow(expect.objectContaining({ faults }));
    },
  );

  it.each<[string | undefined, string, string]>([
    ['/t', '/t', 'the same'],
    ['/t', '/T', 'in capitals: routes have no case'],
    ['/t/', '/t', 'but for a slash at the end, which routes do not have either'],
    [undefined, '/tag.js', 'the default of the other'],
  ])('TAG_PATH=%s and COLLECT_PATH=%s are refused together (%s)', (tag, collect) => {
    const faults = [`COLLECT_PATH: ${collect} is the path of the tag (TAG_PATH) too; choose another one`];
    expect(() => read({ TAG_PATH: tag, COLLECT_PATH: collect })).toThrow(expect.objectContaining({ faults }));
  });

  it('are refused beside whatever else is wrong', () => {
    const twoFaults = [
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^TAG_PATH: \/v1\/events is a/),
    ];
    expect(() => read({ PORT: '99999', TAG_PATH: '/v1/events' })).toThrow(
      expect.objectContaining({ faults: twoFaults }),
    );
  });

  it('may begin alike', () => {
    expect(read({ TAG_PATH: '/v1/events.js', COLLECT_PATH: '/v1/event' })).toMatchObject({
      COLLECT_PATH: '/v1/event',
    });
  });
});
