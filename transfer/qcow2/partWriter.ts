import type { ArtifactUpload, SentPart } from '../../ports/artifactStore.ts';
import type { ImagePosition } from '../journal/journalRecords.ts';
import type { TailFile } from './tailFile.ts';

/** Parts that travel at the same time; each is held in memory until the store has it. */
const mostInFlight = 3;

/** Cuts appended bytes to parts and uploads full ones while the next is filled. */
export class PartWriter {
  readonly #upload: ArtifactUpload;
  readonly #partBytes: number;
  readonly #signal: AbortSignal;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #spare: Buffer[] = [];
  #sent: SentPart[] = [];
  #failure: { error: unknown } | null = null;
  #part: number;
  #body: Buffer;
  #filled = 0;
  /** What the tail file has of the part that it was last given. */
  #kept: ImagePosition;
  #keeping: Promise<void> = Promise.resolve();

  constructor(upload: ArtifactUpload, from: { part: number; partBytes: number }, signal: AbortSignal) {
    this.#upload = upload;
    this.#part = from.part;
    this.#partBytes = from.partBytes;
    this.#signal = signal;
    this.#body = Buffer.allocUnsafeSlow(from.partBytes);
    this.#kept = { part: from.part, filled: 0, slot: 0 };
  }

  /** Goes on where another process had got to. @returns false when the tail file does not have what it should */
  async restore(position: ImagePosition, tail: TailFile): Promise<boolean> {
    if (!(await tail.read(position.slot, this.#body.subarray(0, position.filled)))) return false;
    this.#part = position.part;
    this.#filled = position.filled;
    this.#kept = position;
    return true;
  }

  /** Takes a copy of the bytes at once; waits only when too many parts are on their way. */
  async append(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const taken = bytes.copy(this.#body, this.#filled, at);
      at += taken;
      this.#filled += taken;
      if (this.#filled === this.#partBytes) await this.#send();
    }
  }

  /**
   * Makes all that was appended so far durable: in the store, and in the tail file what does not fill a part yet.
   * @returns up to where that is, and the parts before it that were sent since the last call
   */
  async keep(tail: TailFile): Promise<ImagePosition & { sent: SentPart[] }> {
    const part = this.#part;
    const filled = this.#filled;
    const before = this.#kept;
    const same = before.part === part;
    const slot = same ? before.slot : before.slot === 0 ? 1 : 0;
    const from = same ? before.filled : 0;
    const writing = tail.write(slot, from, this.#body.subarray(from, filled));
    this.#keeping = writing.catch(() => undefined);
    await Promise.all([writing, ...this.#inFlight]);
    this.#check();
    this.#kept = { part, filled, slot };
    const sent = this.#sent.filter(({ number }) => number < part);
    this.#sent = this.#sent.filter(({ number }) => number >= part);
    return { ...this.#kept, sent };
  }

  /** Sends the rest and waits until the store has every part. */
  async finish(): Promise<void> {
    if (this.#filled > 0) await this.#send();
    await Promise.all(this.#inFlight);
    this.#check();
  }

  async #send(): Promise<void> {
    const whole = this.#body;
    const sending = this.#upload
      .part(this.#part, whole.subarray(0, this.#filled), this.#signal)
      .then(async (part) => {
        this.#sent.push(part);
        // Its memory is not filled anew while the tail file still takes from it.
        await this.#keeping;
        this.#spare.push(whole);
      })
      .catch((error: unknown) => {
        this.#failure ??= { error };
      });
    const settled = sending.finally(() => this.#inFlight.delete(settled));
    this.#inFlight.add(settled);
    this.#part += 1;
    this.#filled = 0;
    while (this.#inFlight.size >= mostInFlight) await Promise.race(this.#inFlight);
    this.#check();
    this.#body = this.#spare.pop() ?? Buffer.allocUnsafeSlow(this.#partBytes);
  }

  #check(): void {
    this.#signal.throwIfAborted();
    if (this.#failure !== null) throw this.#failure.error;
  }
}
