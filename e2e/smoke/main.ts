import { checkAll } from './checks.ts';
import type { Verdict } from './verdict.ts';
import { CannotVisit, visit } from './visit.ts';

/** `npm run smoke -- URL [SECOND_URL]`: exit code 0 when all is well, 1 when a check failed, 2 when nothing could be checked. */

const SIGNS: Readonly<Record<Verdict, string>> = { passed: '✓', warning: '!', failed: '✗' };

const [url, secondUrl] = process.argv.slice(2);
if (url === undefined || !URL.canParse(url) || (secondUrl !== undefined && !URL.canParse(secondUrl))) {
  console.error('Usage: npm run smoke -- https://shop.example/landing [https://shop.example/product]');
  process.exit(2);
}

try {
  const checks = checkAll(await visit(url, secondUrl));
  for (const { verdict, title, detail } of checks) {
    console.log(`${SIGNS[verdict]} ${title}\n    ${detail}`);
  }
  const count = (wanted: Verdict) => checks.filter(({ verdict }) => verdict === wanted).length;
  const failed = count('failed');
  console.log(`\n${count('passed')} passed, ${count('warning')} warned, ${failed} failed: ${url}`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof CannotVisit)) throw error;
  console.error(`✗ ${error.message}`);
  process.exitCode = 2;
}
