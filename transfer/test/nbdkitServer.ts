import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { NbdLocation } from '../../ports/diskLocation.ts';

export interface NbdkitServer {
  socket: string;
  location(capacityBytes: number): NbdLocation;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** With more threads nbdkit 1.32 fails an assertion when a client dies while several of them answer it. */
export const bearsKilledClients = '--threads=1';

/** A real nbdkit; `args` name filters and plug-in. */
export async function startNbdkit(...args: string[]): Promise<NbdkitServer> {
  const folder = await mkdtemp(join(tmpdir(), 'dr-'));
  const socket = join(folder, 's');
  const pid = join(folder, 'pid');
  const child = spawn('nbdkit', ['--foreground', '--unix', socket, '--pidfile', pid, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  const exited = once(child, 'exit');
  await vi.waitFor(
    () => {
      if (!existsSync(pid)) throw new Error(`nbdkit did not start: ${errors}`);
    },
    { timeout: 60_000, interval: 10 },
  );
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  return {
    socket,
    location: (capacityBytes) => ({
      transport: 'nbd',
      socket,
      exportName: '',
      capacityBytes,
      release: () => Promise.resolve(),
    }),
    kill: (signal) => void child.kill(signal),
    stop,
  };
}
