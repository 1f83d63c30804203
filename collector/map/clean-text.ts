import type { Finding } from '../contract/finding.ts';

/** What a template leaves behind where it had nothing to fill in; in a catalogue or an order list it names nothing. */
const LEFTOVERS: ReadonlySet<string> = new Set(['undefined', 'null', '(null)', 'nan', '[object object]']);

/** The text without blanks around it; undefined where nothing is left. */
export function cleanText(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

/** An id or a name without blanks around it; undefined where nothing is left, or only what a template left behind. */
export function cleanName(text: string | undefined): string | undefined {
  const clean = cleanText(text);
  return clean === undefined || LEFTOVERS.has(clean.toLowerCase()) ? undefined : clean;
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
