import { spawn } from 'node:child_process';

/** A convenience: where there is no browser to open, the address stands in the terminal. */
export function openInBrowser(address: string): void {
  const [command, ...parameters] = openerOf(process.platform);
  const opener = spawn(command, [...parameters, address], { stdio: 'ignore', detached: true });
  opener.on('error', () => {});
  opener.unref();
}

function openerOf(platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open'];
  // `start` takes a first quoted argument for the window's title.
  if (platform === 'win32') return ['cmd', '/c', 'start', ''];
  return ['xdg-open'];
}
