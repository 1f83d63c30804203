import type { Behaviour } from '../simulator/behaviour.ts';

type Refusal = NonNullable<Behaviour['refuse']>[number];

/** In the text of every one of them. */
export const BAD = 'bad kind';

/**
 * Events that TikTok refuses by a rule that the collector cannot know. It names some by their place, some by a wrong
 * one (counted from 1), and others not at all.
 */
export const REFUSALS: readonly Refusal[] = [
  { marker: `${BAD} A`, code: 40002, message: 'Batch.{index}.properties.value: Not a valid number.' },
  { marker: `${BAD} B`, code: 40002, message: 'Param error' },
  { marker: `${BAD} C`, code: 40002, message: 'data[{place}]: Invalid value' },
  { marker: `${BAD} D`, code: 40000, message: 'Invalid params' },
  { marker: `${BAD} E`, code: 40061, message: 'Invalid batch size' },
  { marker: `${BAD} F`, code: 40062, message: 'data.{index}.properties.description: PII not hashed' },
  { marker: `${BAD} G`, code: 40707, message: 'Something new at index: {index}' },
];

/** What TikTok says of it when it is sent alone: the reason that its dead letter has to begin with. */
export const wordsAlone = ({ code, message }: Refusal) =>
  `${code} ${message.replace('{index}', '0').replace('{place}', '1')}`;
