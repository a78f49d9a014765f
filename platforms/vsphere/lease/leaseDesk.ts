import type { VsphereSession } from '../session/vsphereSession.ts';
import { openLease } from './openLease.ts';
import { SharedLease } from './sharedLease.ts';

/** Hands out leases: readers of one VM's disks at the same time get the same, because a VM bears only one. */
export class LeaseDesk {
  readonly #session: VsphereSession;
  readonly #open = new Map<string, Promise<SharedLease>>();
  readonly #ending = new Map<string, Promise<void>>();

  constructor(session: VsphereSession) {
    this.#session = session;
  }

  /** Joins the VM's lease or opens one. The caller must `leave` it. */
  async join(what: { vm: string; snapshot: string | undefined }, signal: AbortSignal): Promise<SharedLease> {
    const key = `${what.vm} ${what.snapshot ?? ''}`;
    for (;;) {
      await this.#ending.get(key);
      const known = this.#open.get(key);
      if (known === undefined) break;
      const lease = await known.catch(() => undefined);
      if (lease !== undefined && !lease.broken.aborted && this.#open.get(key) === known) {
        lease.join();
        return lease;
      }
      if (this.#open.get(key) === known) this.#open.delete(key);
    }
    const opening = this.#start(key, what, signal);
    this.#open.set(key, opening);
    try {
      const lease = await opening;
      lease.join();
      return lease;
    } catch (error) {
      if (this.#open.get(key) === opening) this.#open.delete(key);
      throw error;
    }
  }

  /** Ends every lease that is still open; their readers fail. */
  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.map(async (opening) => (await opening.catch(() => undefined))?.giveUp()));
  }

  async #start(key: string, what: { vm: string; snapshot: string | undefined }, signal: AbortSignal) {
    const lease = await openLease(this.#session, what, signal);
    return new SharedLease(this.#session, lease, (ending) => {
      this.#open.delete(key);
      const settled = ending.then(
        () => undefined,
        () => undefined,
      );
      this.#ending.set(key, settled);
      void settled.then(() => {
        if (this.#ending.get(key) === settled) this.#ending.delete(key);
      });
    });
  }
}
