import { appsprint } from './appsprint.ts';
import { ga4 } from './ga4.ts';
import { layers } from './layers.ts';
import { modern } from './modern.ts';
import type { Preset } from './preset.ts';
import { rudder } from './rudder.ts';

export const presets = { modern, layers, appsprint, rudder, ga4 } as const satisfies Readonly<
  Record<string, Preset>
>;

/** As the configuration calls it. */
export type PresetName = keyof typeof presets;
