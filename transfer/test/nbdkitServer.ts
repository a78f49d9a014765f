import type { NbdLocation } from '../../ports/diskLocation.ts';
import { type PidfileServer, startPidfileServer } from './pidfileServer.ts';

export interface NbdkitServer extends PidfileServer {
  location(capacityBytes: number): NbdLocation;
}

/** With more threads nbdkit 1.32 fails an assertion when a client dies while several of them answer it. */
export const bearsKilledClients = '--threads=1';

/** A real nbdkit; `args` name filters and plug-in. */
export async function startNbdkit(...args: string[]): Promise<NbdkitServer> {
  const server = await startPidfileServer('nbdkit', ({ socket, pid }) => [
    ...['--foreground', '--unix', socket, '--pidfile', pid],
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
