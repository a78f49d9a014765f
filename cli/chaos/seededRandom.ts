import { createHash } from 'node:crypto';

/** Numbers that look random and are the same wherever the same seed is used. */
export class SeededRandom {
  readonly seed: number;
  #drawn = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.#drawn += 1;
    const bytes = createHash('sha256').update(`${this.seed}/${this.#drawn}`).digest();
    return bytes.readUIntBE(0, 6) % limit;
  }

  /** One of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }
}

/** A seed for a run that was given none. */
export function freshSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}
