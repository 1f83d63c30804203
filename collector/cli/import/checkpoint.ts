import { open, readFile, rename } from 'node:fs/promises';
import { z } from 'zod';
import type { Counts } from './counts.ts';

const count = z.int().min(0);

const checkpointSchema = z.object({
  version: z.literal(1),
  /** Of the file and of all options that change what its rows become. */
  fingerprint: z.string(),
  /** The last row that is answered for, as are all before it. Rows count from 1, without the header. */
  row: count,
  /** The last row that was, or is being, sent: those between may be stored though nobody heard so. */
  sentTo: count,
  counts: z.object({
    accepted: count,
    duplicates: count,
    dropped: count,
    refused: count,
    recovered: count,
  }) satisfies z.ZodType<Counts>,
  /** Bytes of the report when `row` was answered for. */
  reportBytes: count,
  /** ISO 8601; where the last row is answered for. */
  finished: z.string().optional(),
});

/** How far an import has come. */
export type Checkpoint = Readonly<z.output<typeof checkpointSchema>>;

/** Reads a checkpoint; undefined where there is none, or none that this version can read. */
export async function readCheckpoint(path: string): Promise<Checkpoint | undefined> {
  try {
    return checkpointSchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Replaces a checkpoint as a whole: whoever reads it, after whatever end, finds the old one or the new one. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const draft = `${path}.tmp`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(`${JSON.stringify(checkpoint)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
}
