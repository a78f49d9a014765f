import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../contract/errors.ts';
import { askHolder } from './askHolder.ts';
import { findListener } from './findListener.ts';

/** What somebody holds. `lost` is aborted when an attempt with a higher epoch wants it: stop writing, then dispose. */
export interface HeldLock extends AsyncDisposable {
  readonly lost: AbortSignal;
}

/** A holder that was asked to leave, and is still there after this, is taken to be stalled. */
const leavingMs = 10_000;
const pollMs = 20;

/**
 * Keeps a second process on this machine from working on the same thing. The lock is a name in the kernel's abstract
 * socket space (unix(7)): it goes with the process, however that ends, so there is no stale lock to judge.
 *
 * An attempt with a higher epoch takes over: it asks the holder, which stops and lets go. A holder that does not answer
 * is stalled (stopped, swapped out, hung) and could write when it wakes; so it is killed, and the kernel frees the name
 * only after its last write has returned. Other disks of that mover go on from their journals.
 * @param epoch rises with each attempt; 0 never takes over
 * @throws DroverError platform.busy while a holder with the same epoch works | transfer.fenced when its epoch is higher
 */
export async function holdLock(thing: string, epoch = 0): Promise<HeldLock> {
  const name = `drover/${hash('sha256', thing, 'hex')}`;
  const held = await listen(name, epoch);
  if (held !== null) return held;
  if (epoch === 0) throw busy(thing);
  const answer = await askHolder(name, epoch);
  if (answer === 'newer') {
    throw new DroverError('transfer.fenced', `A newer attempt is working on ${thing}; this one (${epoch}) must not.`);
  }
  if (answer === 'same') throw busy(thing);
  const left = answer === 'leaving' || answer === 'gone' ? await listenUntil(name, epoch, leavingMs) : null;
  if (left !== null) return left;
  await killHolder(name, thing);
  const freed = await listenUntil(name, epoch, leavingMs);
  if (freed === null) throw busy(thing);
  return freed;
}

async function listenUntil(name: string, epoch: number, milliseconds: number): Promise<HeldLock | null> {
  for (const deadline = performance.now() + milliseconds; performance.now() < deadline; ) {
    const held = await listen(name, epoch);
    if (held !== null) return held;
    await delay(pollMs);
  }
  return null;
}

/** Null: somebody else listens. */
async function listen(name: string, epoch: number): Promise<HeldLock | null> {
  const lost = new AbortController();
  const server = createServer((socket) => answer(socket, epoch, lost));
  server.unref();
  server.listen({ path: `\0${name}`, exclusive: true });
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null;
    throw error;
  }
  return { lost: lost.signal, [Symbol.asyncDispose]: () => close(server) };
}

/** A newcomer tells its epoch and is told whether the holder gives way. */
function answer(socket: Socket, epoch: number, lost: AbortController): void {
  socket.on('error', () => socket.destroy());
  socket.unref();
  socket.once('data', (told) => {
    const theirs = Number(told.toString('latin1').trim());
    if (theirs > epoch) {
      const message = `Attempt ${theirs} took the volume over from attempt ${epoch}.`;
      lost.abort(new DroverError('transfer.fenced', message));
    }
    socket.end(theirs > epoch ? 'leaving' : theirs === epoch ? 'same' : 'newer');
  });
}

async function killHolder(name: string, thing: string): Promise<void> {
  const pid = await findListener(name);
  if (pid === null) return;
  if (pid === process.pid) throw busy(thing);
  try {
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ESRCH') return;
    const message = `Process ${pid} holds ${thing}, does not answer and cannot be ended. End it, then retry.`;
    throw new DroverError('platform.conflict', message, { cause });
  }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}

function busy(thing: string): DroverError {
  return new DroverError('platform.busy', `Another mover process on this machine is working on ${thing}.`);
}
