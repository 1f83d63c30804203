import { Command } from 'commander';

/** `clickthread start`: the collector, as `npm start` runs it. It ends by a signal, with an exit code of its own. */
export function startCommand(): Command {
  return new Command('start')
    .description('starts the collector, with the variables of the environment and of .env')
    .action(async () => {
      await import('../main.ts');
    });
}
