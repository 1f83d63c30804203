import type { Behaviour } from '../simulator/behaviour.ts';

type Refusal = NonNullable<Behaviour['refuse']>[number];

/**
 * Events that TikTok refuses by a rule that the collector cannot know. It names some by their place, some by a wrong
 * one (counted from 1), and others not at all.
 */
export const REFUSALS: readonly Refusal[] = [
  { marker: 'bad kind A', code: 40002, message: 'Batch.{index}.properties.value: Not a valid number.' },
  { marker: 'bad kind B', code: 40002, message: 'Param error' },
  { marker: 'bad kind C', code: 40002, message: 'data[{place}]: Invalid value' },
  { marker: 'bad kind D', code: 40000, message: 'Invalid params' },
  { marker: 'bad kind E', code: 40061, message: 'Invalid batch size' },
  { marker: 'bad kind F', code: 40062, message: 'data.{index}.properties.description: PII not hashed' },
  { marker: 'bad kind G', code: 40707, message: 'Something new at index: {index}' },
];

/** What TikTok says of it when it is sent alone: the reason that its dead letter has to begin with. */
export const wordsAlone = ({ code, message }: Refusal) =>
  `${code} ${message.replace('{index}', '0').replace('{place}', '1')}`;
