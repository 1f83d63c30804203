import { readFileSync } from 'node:fs';

/** The unit of the times below, as Linux tells them to programs; on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * The processor's time that a process has had so far, with all its threads, in ms; NaN on systems without /proc.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function cpuMsOf(pid: number): number {
  const text = read(pid, 'stat');
  // The name of the program stands in brackets, and may hold blanks itself.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND;
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
