import type { ArtifactUpload } from '../../ports/artifactStore.ts';

/** Parts that travel at the same time; each is held in memory until the store has it. */
const mostInFlight = 3;

/** Cuts appended bytes to parts and uploads full ones while the next is filled. */
export class PartWriter {
  readonly #upload: ArtifactUpload;
  readonly #partBytes: number;
  readonly #signal: AbortSignal;
  readonly #inFlight = new Set<Promise<void>>();
  readonly #spare: Buffer[] = [];
  #failure: { error: unknown } | null = null;
  #part: number;
  #body: Buffer;
  #filled = 0;

  constructor(upload: ArtifactUpload, firstPart: number, partBytes: number, signal: AbortSignal) {
    this.#upload = upload;
    this.#part = firstPart;
    this.#partBytes = partBytes;
    this.#signal = signal;
    this.#body = Buffer.allocUnsafeSlow(partBytes);
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

  /** Sends the rest and waits until the store has every part. */
  async finish(): Promise<void> {
    if (this.#filled > 0) await this.#send();
    await Promise.all(this.#inFlight);
    this.#check();
  }

  async #send(): Promise<void> {
    const whole = this.#body;
    const sending = this.#upload.part(this.#part, whole.subarray(0, this.#filled), this.#signal).then(
      () => {
        this.#spare.push(whole);
      },
      (error: unknown) => {
        this.#failure ??= { error };
      },
    );
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
