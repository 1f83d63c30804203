import { Command } from 'commander';
import type { End, Outside } from './outside.ts';

/** `clickthread explain`: what TikTok would get of an event, without sending it. */
export function explainCommand(outside: Outside, end: End): Command {
  return new Command('explain')
    .description('shows what TikTok would get of an event, and what is to be said of it; sends nothing')
    .argument('<file>', 'JSON file with one event, or with {"events": […]}; - for standard input')
    .option('--json', 'prints JSON, for machines')
    .action(async (file: string, { json = false }: { readonly json?: boolean }) => {
      // Other commands need not wait for the stages to load.
      const { explainFile } = await import('./explain-file.ts');
      end(await explainFile(file, json, outside));
    });
}
