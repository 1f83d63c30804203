import { Command, CommanderError } from 'commander';
import { packageVersion } from '../package-version.ts';
import { backupCommand } from './backup.ts';
import { explainCommand } from './explain.ts';
import { importCommand } from './import.ts';
import { CommandError, type End, type Outside } from './outside.ts';
import { replayCommand } from './replay.ts';
import { startCommand } from './start.ts';

/**
 * Runs one command line.
 *
 * @param args without the program's own name
 * @returns the exit code: 0 done, 1 done and something was refused, 2 not done
 */
export async function runProgram(args: readonly string[], outside: Outside): Promise<number> {
  let exitCode = 0;
  const end: End = (code) => {
    exitCode = code;
  };
  const program = new Command('clickthread')
    .version(packageVersion())
    .description('Keeps the TikTok click attached to the purchase.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => outside.stdout.write(text),
      writeErr: (text) => outside.stderr.write(text),
    });
  for (const create of [startCommand, importCommand, replayCommand, explainCommand, backupCommand]) {
    program.addCommand(create(outside, end).copyInheritedSettings(program));
  }
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CommandError)) throw error;
    outside.stderr.write(`clickthread: ${error.message}\n`);
    return 2;
  }
}
