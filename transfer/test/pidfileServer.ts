import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';

export interface PidfileServer {
  socket: string;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/**
 * A server on a unix socket that writes its pidfile once it listens, as nbdkit and qemu-storage-daemon do.
 * @param argsFor its arguments, given where both belong
 */
export async function startPidfileServer(
  program: string,
  argsFor: (places: { socket: string; pid: string }) => string[],
): Promise<PidfileServer> {
  const folder = await mkdtemp(join(tmpdir(), 'dr-'));
  const places = { socket: join(folder, 's'), pid: join(folder, 'pid') };
  const child = spawn(program, argsFor(places), { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  const exited = once(child, 'exit');
  await vi.waitFor(
    () => {
      if (!existsSync(places.pid)) throw new Error(`${program} did not start: ${errors}`);
    },
    { timeout: 60_000, interval: 10 },
  );
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  return { socket: places.socket, kill: (signal) => void child.kill(signal), stop };
}
