/** Everything that a command takes from outside; `main.ts` hands it in. */
export interface Outside {
  /** The process's variables, and those of `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  /** ms */
  readonly now: () => number;
  /** 0 to 1 */
  readonly random: () => number;
  readonly stdin: NodeJS.ReadStream;
  /** What the command was asked for. */
  readonly stdout: NodeJS.WriteStream;
  /** What it says meanwhile. */
  readonly stderr: NodeJS.WriteStream;
}

/** Takes the code that the process ends with: 0 done, 1 done and something was refused, 2 not done. */
export type End = (exitCode: number) => void;

/** Something that the person at the keyboard can put right; the message is all that they see. Exit code 2. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
