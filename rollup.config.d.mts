import type { OutputOptions, Plugin, RollupOptions } from 'rollup';

interface Bundle {
  readonly entry: string;
  readonly limit: number;
  readonly debug?: boolean;
  readonly format?: 'es';
}

type BundleOptions = RollupOptions & {
  input: string;
  output: OutputOptions & { file: string };
  plugins: Plugin[];
};

export const BUNDLES: Readonly<Record<string, Bundle>>;
export function bundleOptions(file: string): BundleOptions;
declare const config: BundleOptions[];
export default config;
