const cleanUps: (() => void)[] = [];

/** Runs what is left to clean up when this process ends, also after a failure or Ctrl-C; the newest first. */
export function atExit(cleanUp: () => void): void {
  if (cleanUps.length === 0) {
    process.once('exit', () => {
      for (const each of cleanUps.reverse()) each();
    });
    // Without a listener a signal ends the process at once, and no "exit" is heard.
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(143));
  }
  cleanUps.push(cleanUp);
}
