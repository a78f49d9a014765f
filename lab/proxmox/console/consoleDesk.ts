import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { die } from '../http/apiError.ts';
import type { RunningVm } from '../qemu/vmRuntime.ts';

const firstPort = 5900;
const ports = 100;
/** The real proxy waits so long for its one caller. */
const callerPatienceMs = 10_000;
/** QEMU forgets the password then; who is connected stays. */
const passwordSeconds = 30;

interface Waiting {
  /** Its first eight letters are the VNC password. */
  ticket: string;
  machine(): RunningVm | undefined;
  called(): void;
  hungUp(): void;
}

/** Consoles that were asked for and wait for their one caller, by port. */
export class ConsoleDesk {
  readonly #waiting = new Map<number, Waiting>();
  readonly #open = new Set<Socket>();
  #last = firstPort - 1;

  reservePort(): number {
    for (let tried = 0; tried < ports; tried += 1) {
      this.#last = firstPort + ((this.#last + 1 - firstPort) % ports);
      if (!this.#waiting.has(this.#last)) return this.#last;
    }
    throw die('unable to find free port (5900-5999)');
  }

  /** The work of a `vncproxy` task: over when its caller has hung up. @throws when nobody called */
  async serve(
    port: number,
    { ticket, machine, signal }: Pick<Waiting, 'ticket' | 'machine'> & { signal: AbortSignal },
  ): Promise<void> {
    const called = Promise.withResolvers<'called'>();
    const hungUp = Promise.withResolvers<void>();
    const over = new AbortController();
    const stopped = AbortSignal.any([signal, over.signal]);
    this.#waiting.set(port, { ticket, machine, called: () => called.resolve('called'), hungUp: hungUp.resolve });
    try {
      const patience = delay(callerPatienceMs, 'nobody' as const, { signal: stopped }).catch(() => 'stopped' as const);
      const first = await Promise.race([called.promise, patience]);
      if (first === 'nobody') throw die('connection timed out');
      if (first === 'called') await hungUp.promise;
    } finally {
      over.abort();
      this.#waiting.delete(port);
    }
  }

  /** Connects the caller of a port with QEMU's VNC server. @throws ApiError */
  async call(port: number): Promise<Socket> {
    const waiting = this.#waiting.get(port);
    if (waiting === undefined) throw die(`connect to 'localhost:${port}' failed: Connection refused`);
    this.#waiting.delete(port);
    waiting.called();
    try {
      const machine = waiting.machine();
      if (machine === undefined) throw die('VM is not running');
      await machine.execute('set_password', { protocol: 'vnc', password: waiting.ticket });
      await machine.execute('expire_password', { protocol: 'vnc', time: `+${passwordSeconds}` });
      const socket = connect(machine.vncSocket);
      this.#open.add(socket);
      socket.once('close', () => {
        this.#open.delete(socket);
        waiting.hungUp();
      });
      return socket;
    } catch (error) {
      waiting.hungUp();
      throw error;
    }
  }

  close(): void {
    for (const socket of this.#open) socket.destroy();
  }
}
