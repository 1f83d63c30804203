import { checkAll } from './checks.ts';
import { CannotVisit, visit } from './visit.ts';

/** `npm run smoke -- URL [SECOND_URL]`: exit code 0 when all is well, 1 when a check failed, 2 when nothing could be checked. */

const [url, secondUrl] = process.argv.slice(2);
if (url === undefined || !URL.canParse(url) || (secondUrl !== undefined && !URL.canParse(secondUrl))) {
  console.error('Usage: npm run smoke -- https://shop.example/landing [https://shop.example/product]');
  process.exit(2);
}

try {
  const checks = checkAll(await visit(url, secondUrl));
  for (const { passed, title, detail } of checks) {
    console.log(`${passed ? '✓' : '✗'} ${title}\n    ${detail}`);
  }
  const failed = checks.filter(({ passed }) => !passed).length;
  console.log(`\n${checks.length - failed} passed, ${failed} failed: ${url}`);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof CannotVisit)) throw error;
  console.error(`✗ ${error.message}`);
  process.exitCode = 2;
}
