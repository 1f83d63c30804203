import type { CollectRequest } from '../collector/contract/collect-request.ts';

/** Who the visitor says to be; only ever in memory, since nothing raw may lie in this browser's storage. */
export const user: CollectRequest['user'] = {};
