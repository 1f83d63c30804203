#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { nodeVersionFault } from '../node-version.ts';

/** Composition root of the command line: reads the environment, and hands in clock, chance and network. */

const fault = nodeVersionFault(process.versions.node);
if (fault) {
  process.stderr.write(`clickthread: ${fault}\n`);
  process.exit(2);
}
// Whoever reads may have seen enough (`| head`): the command goes on to its end, as an import must, and says no more.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
// What is set already wins over the file.
if (existsSync('.env')) process.loadEnvFile('.env');

// Only now: what the commands import does not load in an older Node.
const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  fetch,
  now: Date.now,
  random: Math.random,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
});
