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

/**
 * The memory that a process holds now, and the most that it has held, in MB; NaN on systems without /proc.
 * https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
 */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const text = read(pid, 'status');
  const megabytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
