import { DroverError } from '../../../contract/errors.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { list, number, text } from '../values/value.ts';
import { abortLease, asLeaseLost, type OpenLease } from './openLease.ts';

const callTimeoutMs = 30_000;

/** One export lease that the disks of a VM share; it is kept alive until the last reader has left. */
export class SharedLease {
  readonly lease: OpenLease;
  readonly #session: VsphereSession;
  readonly #onEnd: (ending: Promise<void>) => void;
  readonly #fractions = new Map<string, number>();
  readonly #broken = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #readers = 0;
  #failed = false;

  constructor(session: VsphereSession, lease: OpenLease, onEnd: (ending: Promise<void>) => void) {
    this.#session = session;
    this.lease = lease;
    this.#onEnd = onEnd;
    const everyMs = Math.min(60_000, Math.max(250, (lease.timeoutSeconds * 1000) / 4));
    this.#timer = setInterval(() => void this.#report(), everyMs);
    this.#timer.unref();
  }

  /** Aborts with the reason when the server gave the lease up. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  join(): void {
    this.#readers += 1;
  }

  progress(deviceKey: string, fraction: number): void {
    this.#fractions.set(deviceKey, Math.min(1, Math.max(0, fraction)));
  }

  /** Compares what a reader got with what the server says that it sent. @throws DroverError platform.corrupt */
  async compareManifest(deviceKey: string, seen: { bytes: number; sha1: string }): Promise<void> {
    const signal = AbortSignal.timeout(callTimeoutMs);
    const { login, ref } = this.lease;
    const entries = await this.#session
      .send(login, 'HttpNfcLeaseGetManifest', ref, {}, { signal })
      .catch((error: unknown) => {
        throw asLeaseLost(error);
      });
    const entry = entries.flatMap((node) => list(node)).find((node) => text(node, 'key') === deviceKey);
    if (entry === undefined) return;
    const size = number(entry, 'size') ?? 0;
    const sha1 = (text(entry, 'sha1') ?? '').toLowerCase();
    const sameSize = size === 0 || size === seen.bytes;
    const sameSum = sha1 === '' || sha1 === seen.sha1.toLowerCase();
    if (sameSize && sameSum) return;
    throw new DroverError('platform.corrupt', 'The exported disk arrived different from what the server sent.', {
      evidence: [
        `device ${deviceKey}`,
        `sent ${size} bytes, SHA-1 ${sha1}`,
        `arrived ${seen.bytes} bytes, SHA-1 ${seen.sha1}`,
      ],
    });
  }

  /** The last reader ends the lease: well when all of them did well. */
  async leave(well: boolean): Promise<void> {
    this.#failed ||= !well;
    this.#readers -= 1;
    if (this.#readers > 0) return;
    const ending = this.#end();
    this.#onEnd(ending);
    await ending;
  }

  /** Ends the lease under its readers, when the connection is closed. */
  async giveUp(): Promise<void> {
    clearInterval(this.#timer);
    this.#broken.abort(new DroverError('platform.stalled', 'The connection was closed during an export.'));
    await abortLease(this.lease);
  }

  async #end(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#broken.signal.aborted) return;
    if (this.#failed) return abortLease(this.lease);
    // Every reader has compared its bytes already: a lease that cannot be told so ends by itself.
    const signal = AbortSignal.timeout(callTimeoutMs);
    await this.lease.login.channel.send('HttpNfcLeaseComplete', this.lease.ref, {}, { signal }).catch(() => undefined);
  }

  async #report(): Promise<void> {
    const { login, ref, devices } = this.lease;
    const disks = Math.max(1, devices.filter((device) => device.disk).length);
    const done = [...this.#fractions.values()].reduce((sum, fraction) => sum + fraction, 0);
    const percent = Math.min(100, Math.floor((done / disks) * 100));
    try {
      const signal = AbortSignal.timeout(callTimeoutMs);
      await this.#session.send(login, 'HttpNfcLeaseProgress', ref, { percent }, { signal });
    } catch (error) {
      // A report that did not get through is made up for by the next; a fault means that the lease is gone.
      const lost = error instanceof DroverError && !['platform.unreachable', 'platform.stalled'].includes(error.code);
      if (!lost) return;
      clearInterval(this.#timer);
      this.#broken.abort(
        new DroverError('platform.stalled', 'vSphere gave up the export lease.', { evidence: [error.message] }),
      );
    }
  }
}
