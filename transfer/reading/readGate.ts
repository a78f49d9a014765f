import type { Places } from './places.ts';
import type { ReadWindow } from './readWindow.ts';

/** What every read of one disk passes: its own window first, then the places that it shares with other disks. */
export class ReadGate {
  readonly #window: ReadWindow;
  readonly #own: Places;
  readonly #shared: readonly Places[];

  constructor(own: Places, window: ReadWindow, shared: readonly Places[]) {
    this.#own = own;
    this.#window = window;
    this.#shared = shared;
    this.#own.setLimit(window.size);
  }

  /** Bytes that one read may have now. */
  get bytes(): number {
    return this.#window.bytes;
  }

  /** Waits for a place, reads, and learns from how long that took. */
  async read(length: number, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const release = await takeAll([this.#own, ...this.#shared], signal);
    const from = performance.now();
    try {
      await work();
      this.#window.done(length, performance.now() - from);
    } catch (error) {
      if (!signal.aborted) this.#window.troubled();
      throw error;
    } finally {
      this.#own.setLimit(this.#window.size);
      release();
    }
  }

  /** A read has failed and is tried again by its source. */
  troubled(): void {
    this.#window.troubled();
    this.#own.setLimit(this.#window.size);
  }
}

/** In one order for everybody, so that none waits for what another who waits holds. @returns what gives them back */
export async function takeAll(places: readonly Places[], signal: AbortSignal): Promise<() => void> {
  const taken: Places[] = [];
  const release = () => {
    for (const place of taken) place.release();
  };
  try {
    for (const place of places) {
      await place.acquire(signal);
      taken.push(place);
    }
    return release;
  } catch (error) {
    release();
    throw error;
  }
}
