import type { NbdLocation } from '../../ports/diskLocation.ts';
import { type PidfileServer, startPidfileServer } from './pidfileServer.ts';

export interface NbdkitServer extends PidfileServer {
  location(capacityBytes: number): NbdLocation;
}

/** nbdkit 1.32 with more threads fails an assertion when a client leaves while several of them answer it. */
const bearsLeavingClients = '--threads=1';

/** A real nbdkit; `args` name filters and plug-in, and may ask for more threads. */
export async function startNbdkit(...args: string[]): Promise<NbdkitServer> {
  const server = await startPidfileServer('nbdkit', ({ socket, pid }) => [
    ...['--foreground', '--unix', socket, '--pidfile', pid, bearsLeavingClients],
    ...args,
  ]);
  const { socket } = server;
  return {
    ...server,
    location: (capacityBytes) => ({
      transport: 'nbd',
      socket,
      exportName: '',
      capacityBytes,
      release: () => Promise.resolve(),
    }),
  };
}
