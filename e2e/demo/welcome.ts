import { styleText } from 'node:util';
import type { Addresses } from '../stack.ts';

/** What the terminal shows once everything runs. */
export function welcome({ demo, ad, shop, collector }: Addresses & { demo: string }): string {
  const line = (label: string, address: string) => `  ${styleText('dim', label.padEnd(11))}${address}`;
  return [
    '',
    `  ${styleText('magenta', '∿')} ${styleText('bold', 'Clickthread demo')}   everything on this machine, no account`,
    '',
    `  ${'open'.padEnd(11)}${styleText(['bold', 'cyan'], demo)}`,
    '',
    line('ad', ad),
    line('shop', shop),
    line('collector', collector),
    '',
    `  ${styleText('dim', 'Ctrl-C stops it all and leaves nothing behind.')}`,
    '',
    '',
  ].join('\n');
}
