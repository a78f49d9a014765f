import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NbdLocation } from '../ports/diskLocation.ts';
import { makeStripedDisk, type StripedDisk } from './benchDisk.ts';
import { withFolder } from './benchFolder.ts';
import { withServer } from './withServer.ts';

export interface BenchSource {
  /** For nbdcopy. */
  uri: string;
  location: NbdLocation;
}

/** Runs nbdkit on a socket in the folder with these arguments: filters, plug-in and its settings. */
export async function withNbdkit<T>(folder: string, args: string[], work: (socket: string) => Promise<T>): Promise<T> {
  const socket = join(folder, 's');
  const pid = join(folder, 'pid');
  // nbdkit leaves both behind, and the one of before would look like a server that is ready.
  await Promise.all([rm(socket, { force: true }), rm(pid, { force: true })]);
  const all = ['--foreground', '--unix', socket, '--pidfile', pid, ...args];
  const spec = { name: 'nbdkit', command: 'nbdkit', args: all, logFile: join(folder, 'nbdkit.log') };
  return withServer(
    spec,
    () => access(pid),
    () => work(socket),
  );
}

export function nbdLocation(socket: string, capacityBytes: number, exportName = ''): NbdLocation {
  return { transport: 'nbd', socket, exportName, capacityBytes, release: () => Promise.resolve() };
}

/** Gives the work a folder, and a disk in it behind nbdkit with these filters; removes both after. */
export function withSource<T>(
  disk: StripedDisk & { filters?: string[] },
  work: (folder: string, source: BenchSource) => Promise<T>,
): Promise<T> {
  return withFolder(async (folder) => {
    const path = join(folder, 'source.raw');
    await makeStripedDisk(path, disk);
    const filters = (disk.filters ?? []).map((filter) => `--filter=${filter}`);
    // For the log filter; the others know no such parameter.
    const log = filters.includes('--filter=log') ? [`logfile=${join(folder, 'reads.log')}`] : [];
    return withNbdkit(folder, [...filters, 'file', path, ...log], (socket) =>
      work(folder, { uri: `nbd+unix:///?socket=${socket}`, location: nbdLocation(socket, disk.size) }),
    );
  });
}
