import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { CommandError } from '../outside.ts';

const HEAD_BYTES = 64 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** A file or standard input, read once, piece by piece. */
export interface Input {
  /** Bytes; undefined where nobody knows, as of standard input. */
  readonly size: number | undefined;
  /** The first 64 KiB, or the first pieces of standard input up to the end of a line. */
  readonly head: Buffer;
  /** Says whether a file is still the same: of its size and its first 64 KiB. */
  readonly fingerprint: string;
  readonly chunks: AsyncIterable<Buffer>;
  /** How much of it has been read. */
  bytesRead(): number;
}

/**
 * Opens a file, or standard input where the path is "-".
 *
 * @throws CommandError where it cannot be read, or is text in UTF-16
 */
export async function openInput(path: string, stdin: Readable): Promise<Input> {
  const input = path === '-' ? await openStream(stdin) : await openFile(path);
  const mark = input.head.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') {
    throw new CommandError(`${path} is UTF-16: save it as "CSV UTF-8" and import that`);
  }
  return input;
}

async function openFile(path: string): Promise<Input> {
  let handle: FileHandle;
  try {
    handle = await open(path);
  } catch (error) {
    throw new CommandError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new CommandError(`${path} is not a file; "-" reads standard input`);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    return counted(stats.size, head, piecesOf(path));
  } finally {
    await handle.close();
  }
}

/** Opened with the first piece: a command that is refused before leaves nothing open, whose error nobody would take. */
async function* piecesOf(path: string): AsyncIterable<Buffer> {
  yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

async function openStream(stdin: Readable): Promise<Input> {
  const pieces = stdin[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first: Buffer[] = [];
  let bytes = 0;
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) {
    first.push(next.value);
    bytes += next.value.length;
    if (next.value.includes('\n') || bytes >= HEAD_BYTES) break;
  }
  const head = Buffer.concat(first);
  async function* all() {
    yield head;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  return counted(undefined, head, all());
}

function counted(size: number | undefined, head: Buffer, pieces: AsyncIterable<Buffer>): Input {
  let read = 0;
  async function* chunks() {
    for await (const piece of pieces) {
      read += piece.length;
      yield piece;
    }
  }
  const fingerprint = createHash('sha256').update(`${size}\n`).update(head).digest('hex');
  return { size, head, fingerprint, chunks: chunks(), bytesRead: () => read };
}
