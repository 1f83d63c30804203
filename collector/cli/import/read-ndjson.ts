import { InvalidRequest } from '../../contract/invalid-request.ts';
import { parseJson } from '../../contract/json.ts';
import { CommandError } from '../outside.ts';
import { MAX_ROW_LENGTH, type Row } from './row.ts';

/**
 * Reads NDJSON, one object a line. Blank lines are none.
 *
 * @throws CommandError where a line is too long to be an event
 */
export async function* readNdjson(chunks: AsyncIterable<Buffer>): AsyncGenerator<Row> {
  let line = 0;
  for await (const text of linesOf(chunks)) {
    line += 1;
    if (text.trim() !== '') yield rowOf(line, text);
  }
}

/** By "\n" alone: node's own readline also breaks at U+2028, which JSON may contain. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let count = 0;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    count += lines.length;
    if (rest.length > MAX_ROW_LENGTH) {
      throw new CommandError(
        `line ${count + 1} is longer than ${MAX_ROW_LENGTH} characters: this is not NDJSON`,
      );
    }
    yield* lines;
  }
  yield rest + decoder.decode();
}

function rowOf(line: number, text: string): Row {
  try {
    const value = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { line, record: value as Record<string, unknown> };
    }
    return { line, fault: { path: '', message: 'expected a JSON object' } };
  } catch (error) {
    if (!(error instanceof InvalidRequest)) throw error;
    const message =
      error.code === 'invalid_json' ? 'not valid JSON: expected one object a line' : error.message;
    return { line, fault: { path: error.path ?? '', message } };
  }
}
