import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../contract/errors.ts';

/** Time for a former server of the same image, whose mover died, to flush and let go of its lock. */
const startMs = 20_000;
const pollMs = 20;

export interface QemuNbd {
  socket: string;
  /** Resolves when the server is gone; it goes by itself after its last client. */
  exited(): Promise<void>;
}

/** A qemu-nbd that serves one image on a unix socket and ends with its last client, also when this process dies. */
export async function startQemuNbd(
  image: { path: string; format: 'raw' | 'qcow2'; readOnly: boolean },
  signal: AbortSignal,
): Promise<QemuNbd> {
  const deadline = Date.now() + startMs;
  for (;;) {
    const outcome = await tryStart(image, signal);
    if ('socket' in outcome) return outcome;
    const locked = /lock/i.test(outcome.error);
    if (!locked || Date.now() > deadline) {
      const code = locked ? 'platform.busy' : 'mover.volume-mismatch';
      throw new DroverError(code, `qemu-nbd cannot open ${image.path}: ${outcome.error}`);
    }
    await delay(100, undefined, { signal });
  }
}

async function tryStart(
  image: { path: string; format: 'raw' | 'qcow2'; readOnly: boolean },
  signal: AbortSignal,
): Promise<QemuNbd | { error: string }> {
  signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), 'dr-'));
  const socket = join(folder, 's');
  const access = image.readOnly ? ['--read-only', '--cache=none'] : ['--cache=writeback', '--discard=unmap'];
  const args = [`--socket=${socket}`, `--format=${image.format}`, '--shared=3', '--aio=threads', ...access, image.path];
  const child = spawn('qemu-nbd', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => {
    errors = (errors + text.toString()).slice(-2000);
  });
  const failed = once(child, 'error').then(([error]) => String(error));
  const exited = once(child, 'exit').then(() => undefined);
  const gone = exited.then(() => rm(folder, { recursive: true, force: true }));
  const ended = Promise.race([failed, gone.then(() => errors.trim() || 'it ended at once')]);
  const up = await Promise.race([ended, greeted(socket, child, signal)]);
  if (up === true) return { socket, exited: () => gone };
  if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
  signal.throwIfAborted();
  return { error: up === false ? await because(ended) : up.replaceAll(/\s+/g, ' ') };
}

/**
 * Whether a connection was greeted. qemu-nbd binds its socket before it opens the image and greets only after, so a socket
 * alone proves nothing. This connection negotiates nothing: its end is not that of a last client, which ends the server.
 */
async function greeted(socket: string, child: ChildProcess, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + startMs;
  while (Date.now() < deadline && child.exitCode === null && !signal.aborted) {
    const connection = connect(socket);
    const greeting = await new Promise<boolean>((resolve) => {
      connection.once('data', () => resolve(true));
      connection.on('error', () => resolve(false));
      connection.once('close', () => resolve(false));
    });
    connection.destroy();
    if (greeting) return true;
    await delay(pollMs);
  }
  return false;
}

/** What a server that has ended said, or that it never answered. */
async function because(ended: Promise<string>): Promise<string> {
  return Promise.race([ended, delay(1000).then(() => 'it does not answer')]);
}
