const LEAST_MAJOR = 24;

/**
 * Why this Node cannot run Clickthread, or undefined where it can: the embedded database came with Node 24.
 *
 * @param version of the running Node, such as "24.21.0"
 */
export function nodeVersionFault(version: string): string | undefined {
  return Number.parseInt(version, 10) >= LEAST_MAJOR
    ? undefined
    : `Node ${LEAST_MAJOR} or newer is needed, and this is ${version}: install it (https://nodejs.org), or run "npx -p node@${LEAST_MAJOR} -p clickthread clickthread"`;
}
