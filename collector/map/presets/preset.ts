import type { EventName } from '../../tiktok/event-names.ts';

/**
 * Names that others use, each with TikTok's, or null where the event is switched off. Names are compared by
 * their key (name-key.ts), so that "Order Completed" stands for "order_completed" too.
 */
export type Preset = Readonly<Record<string, EventName | null>>;
