import { execFile, spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { NbdLocation } from '../ports/diskLocation.ts';
import type { TargetVolume } from '../ports/targetPlatform.ts';
import type { TransferHooks } from '../ports/transfer.ts';

export const MiB = 1024 * 1024;
export const GiB = 1024 * MiB;

const runProgram = promisify(execFile);

/** Runs a program to its end. */
export async function runTool(program: string, ...args: string[]): Promise<void> {
  await runProgram(program, args);
}

/** A sparse file with 8 MiB of random data at the beginning of each `stride`. */
export async function makeStripedDisk(path: string, size: number, stride: number): Promise<void> {
  await using file = await open(path, 'w');
  await file.truncate(size);
  const data = Buffer.allocUnsafe(8 * MiB);
  for (let at = 0; at < size; at += stride) {
    randomFillSync(data);
    await file.write(data, 0, Math.min(data.length, size - at), at);
  }
}

/** An empty raw volume, as a dir storage allocates it. */
export async function freshVolume(path: string, sizeBytes: number): Promise<TargetVolume> {
  await rm(path, { force: true });
  await using file = await open(path, 'w');
  await file.truncate(sizeBytes);
  return { node: 'bench', storage: 'bench', volume: 'bench:disk', path, format: 'raw', sizeBytes };
}

export interface BenchSource {
  /** For nbdcopy. */
  uri: string;
  location: NbdLocation;
}

/** Gives the work a folder, and a disk in it behind nbdkit with these filters; removes both after. */
export async function withSource<T>(
  disk: { size: number; stride: number; filters?: string[] },
  work: (folder: string, source: BenchSource) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'dr-'));
  const socket = join(folder, 's');
  const path = join(folder, 'source.raw');
  const pid = join(folder, 'pid');
  await makeStripedDisk(path, disk.size, disk.stride);
  const filters = (disk.filters ?? []).map((filter) => `--filter=${filter}`);
  // For the log filter; the others know no such parameter.
  const log = filters.includes('--filter=log') ? [`logfile=${join(folder, 'reads.log')}`] : [];
  const args = ['--foreground', '--unix', socket, '--pidfile', pid, ...filters, 'file', path, ...log];
  const server = spawn('nbdkit', args, { stdio: 'ignore' });
  const gone = once(server, 'exit');
  try {
    while (!existsSync(pid)) {
      if (server.exitCode !== null) throw new Error('nbdkit did not start.');
      await delay(10);
    }
    const location: NbdLocation = {
      transport: 'nbd',
      socket,
      exportName: '',
      capacityBytes: disk.size,
      release: () => Promise.resolve(),
    };
    return await work(folder, { uri: `nbd+unix:///?socket=${socket}`, location });
  } finally {
    server.kill();
    await gone;
    await rm(folder, { recursive: true, force: true });
  }
}

/** Hooks of a run that nobody watches. */
export function unwatched(): TransferHooks {
  return { signal: new AbortController().signal, progress: () => undefined };
}
