import type { Config } from './config.ts';

/**
 * What a configuration without a fault may all the same not be meant to say; people are told when the collector starts.
 *
 * @returns sentences that hold no secret
 */
export function startWarnings({
  pixels,
  SITE_ORIGINS,
  SERVER_KEYS,
}: Pick<Config, 'pixels' | 'SITE_ORIGINS' | 'SERVER_KEYS'>): string[] {
  const warnings: string[] = [];
  const tested = pixels.filter(({ testEventCode }) => testEventCode !== undefined).map(({ code }) => code);
  if (tested.length > 0) {
    warnings.push(
      `a test event code is set (TIKTOK_TEST_EVENT_CODE, or test_event_code in CLICKTHREAD_CONFIG): every event of ${tested.join(', ')} goes to the Test Events tab and counts for no campaign; take it out once you have tested`,
    );
  }
  if (SITE_ORIGINS.length === 0 && SERVER_KEYS.length === 0) {
    warnings.push(
      'neither SITE_ORIGINS nor SERVER_KEYS is set: every event is turned away; set the origins of your pages, or keys for your servers',
    );
  }
  return warnings;
}
