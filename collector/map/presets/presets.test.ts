import { describe, expect, it } from 'vitest';
import { PRESET_NAMES } from '../../conformance/preset-names.ts';
import { currentEventNames, eventNameStatus } from '../../tiktok/event-names.ts';
import { createNameEvent } from '../name-event.ts';
import { type PresetName, presets } from './presets.ts';

/** The conformance table holds what each row becomes; here is what the tables leave out. */
function named(preset: PresetName, event: string) {
  const nameEvent = createNameEvent({
    preset,
    map: {},
    alias: {},
    unmapped: 'drop',
    statusOf: eventNameStatus,
    namesOf: currentEventNames,
  });
  return nameEvent({ event, pixelFired: false, eventSource: 'web' });
}

it.each(Object.entries(presets))('%s has the rows of the conformance table and no others', (name, rows) => {
  expect(Object.keys(rows).toSorted()).toEqual(Object.keys(PRESET_NAMES[name] ?? {}).toSorted());
});

it('ga4 leaves page views to the pixel', () => {
  expect(named('ga4', 'page_view')).toEqual({ dropped: 'unmapped', event: 'page_view' });
});

// https://ads.tiktok.com/help/article/how-to-adopt-tiktoks-updated-standard-events
it.each(['ClickButton', 'SubmitForm', 'Checkout Step Completed', 'Order Completed'])(
  'rudder gives %s a name that TikTok has given up, and says so',
  (event) => {
    expect(named('rudder', event)).toMatchObject({ findings: [{ rule: 'retired_name' }] });
  },
);

describe('modern', () => {
  it.each(['order_completed', 'order-completed', 'ORDER COMPLETED', 'OrderCompleted'])(
    'takes %s for Order Completed in another spelling',
    (event) => {
      expect(named('modern', event)).toMatchObject({ names: ['Purchase'] });
    },
  );

  it('says nothing of its own names: they are those of today', () => {
    for (const event of Object.keys(presets.modern)) {
      expect(named('modern', event)).toMatchObject({ findings: [] });
    }
  });

  it.each(['Checkout Step Completed', 'constructor', '__proto__', ''])('has no row for "%s"', (event) => {
    expect(named('modern', event)).toEqual({ dropped: 'unmapped', event });
  });
});
