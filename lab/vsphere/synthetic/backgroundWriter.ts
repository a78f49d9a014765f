import { randomInt } from 'node:crypto';
import { randomBlock } from './randomBlock.ts';
import type { SyntheticDisk } from './syntheticDisk.ts';

const shortestTickMs = 100;
const longestTickMs = 10_000;
const writeBytes = 4096;

/** Writes 4 KiB pieces at random places of a working set, at a rate, as a guest with a little to do would. */
export class BackgroundWriter {
  readonly #disks: readonly SyntheticDisk[];
  #bytesPerSecond: number;
  #workingSetBytes: number;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  #owed = 0;
  #written = 0;

  constructor(disks: readonly SyntheticDisk[], options: { bytesPerSecond: number; workingSetBytes: number }) {
    this.#disks = disks;
    this.#bytesPerSecond = options.bytesPerSecond;
    this.#workingSetBytes = options.workingSetBytes;
  }

  start(): void {
    this.stop();
    this.#running = true;
    if (this.#disks.length === 0 || this.#bytesPerSecond <= 0) return;
    const tickMs = this.#tickMs();
    this.#timer = setInterval(() => this.#tick(tickMs), tickMs);
    this.#timer.unref();
  }

  stop(): void {
    this.#running = false;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  adjust(options: { bytesPerSecond?: number; workingSetBytes?: number }): void {
    this.#bytesPerSecond = options.bytesPerSecond ?? this.#bytesPerSecond;
    this.#workingSetBytes = options.workingSetBytes ?? this.#workingSetBytes;
    this.#owed = 0;
    if (this.#running) this.start();
  }

  /** Not more often than there is something to write: thousands of quiet machines cost next to nothing. */
  #tickMs(): number {
    const perWriteMs = (writeBytes / this.#bytesPerSecond) * 1000;
    return Math.min(longestTickMs, Math.max(shortestTickMs, perWriteMs));
  }

  #tick(tickMs: number): void {
    this.#owed += (this.#bytesPerSecond * tickMs) / 1000;
    while (this.#owed >= writeBytes) {
      this.#owed -= writeBytes;
      this.#writeOnce();
    }
  }

  #writeOnce(): void {
    this.#written += 1;
    const disk = this.#disks[this.#written % this.#disks.length];
    if (disk === undefined) return;
    const span = Math.min(this.#workingSetBytes, disk.capacityBytes);
    const pieces = Math.max(1, Math.floor(span / writeBytes));
    const offset = randomInt(pieces) * writeBytes;
    const length = Math.min(writeBytes, disk.capacityBytes - offset);
    disk.write(offset, randomBlock(`${disk.key}/${this.#written}/${Date.now()}`, length));
  }
}
