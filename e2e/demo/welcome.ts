import { styleText } from 'node:util';

interface Addresses {
  readonly demo: string;
  readonly ad: string;
  readonly shop: string;
  readonly collector: string;
  readonly dashboard: string;
  readonly adminToken: string;
}

/** What the terminal shows once everything runs. */
export function welcome({ demo, ad, shop, collector, dashboard, adminToken }: Addresses): string {
  const name = styleText('bold', 'Clickthread demo');
  const line = (label: string, address: string) => `  ${styleText('dim', label.padEnd(11))}${address}`;
  return [
    '',
    `  ${styleText('magenta', '∿')} ${name}   everything on this machine, no account`,
    '',
    `  ${'open'.padEnd(11)}${styleText(['bold', 'cyan'], demo)}`,
    '',
    line('ad', ad),
    line('shop', shop),
    line('collector', collector),
    line('dashboard', dashboard),
    line('', styleText('dim', `token ${adminToken}`)),
    '',
    `  ${styleText('dim', 'Ctrl-C stops it all and leaves nothing behind.')}`,
    '',
    '',
  ].join('\n');
}
