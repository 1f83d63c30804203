import { readFileSync } from 'node:fs';
import { createPrepare } from '../../prepare.ts';
import type { Outside } from '../outside.ts';
import { readSettings } from '../settings.ts';
import { dryRun } from './dry-run.ts';
import type { ImportOptions } from './import-options.ts';
import type { Input } from './open-input.ts';
import { readRows } from './read-rows.ts';
import { openReport } from './report.ts';

/**
 * Shows what an import would send, by the rules of the configuration.
 *
 * @param report where refused rows are listed, if anywhere
 * @returns the exit code: 0, or 1 where rows would be refused
 */
export async function tryOut(
  input: Input,
  options: ImportOptions,
  report: string | undefined,
  { env, now, stdout, stderr }: Outside,
): Promise<number> {
  const { rules, hasPlaceholders } = readSettings(env, (path) => readFileSync(path, 'utf8'));
  if (hasPlaceholders) stderr.write('No pixel is configured here: placeholders stand for the codes.\n');
  const refused = await dryRun({
    ...readRows(input, options, (text) => stderr.write(`${text}\n`)),
    limit: options.limit,
    prepare: createPrepare(rules),
    now,
    width: stdout.columns,
    print: (text) => stdout.write(`${text}\n`),
  });
  if (report !== undefined) {
    const list = await openReport(report, 0);
    await list.append(refused);
    await list.finish();
  }
  return refused.length > 0 ? 1 : 0;
}
