import type { RollupOptions } from 'rollup';

export const TAG_LIMIT_BYTES: number;
declare const config: RollupOptions;
export default config;
