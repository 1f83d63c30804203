import type { Finding } from '../contract/finding.ts';
import { isLeftover } from '../contract/leftover.ts';

/** The text without blanks around it; undefined where nothing is left. */
export function cleanText(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

/** An id or a name without blanks around it; undefined where nothing is left, or only what a template left behind. */
export function cleanName(text: string | undefined): string | undefined {
  const clean = cleanText(text);
  return clean === undefined || isLeftover(clean) ? undefined : clean;
}

/** The same, and tells what was left behind by a template. */
export function tellingName(text: string | undefined, path: string, findings: Finding[]): string | undefined {
  const name = cleanName(text);
  if (name === undefined && cleanText(text) !== undefined) {
    findings.push({
      rule: 'left_out',
      path,
      message: 'what a template wrote for nothing: fill it in, or do not send the field',
    });
  }
  return name;
}
