/** Groups whose stored node is stale: a bit each, for a disk of 62 TiB has four million groups. */
export class StaleGroups {
  readonly #bits: Uint8Array;
  readonly #count: number;

  constructor(count: number, all: boolean) {
    this.#count = count;
    this.#bits = new Uint8Array(Math.ceil(count / 8)).fill(all ? 0xff : 0);
  }

  add(group: number): void {
    this.#bits[group >> 3] = this.#byte(group) | (1 << (group & 7));
  }

  delete(group: number): void {
    this.#bits[group >> 3] = this.#byte(group) & ~(1 << (group & 7));
  }

  /** Neighbouring ones together, at most so many, in order. */
  *runs(most: number): Generator<[first: number, count: number]> {
    let first = 0;
    let count = 0;
    for (let group = 0; group < this.#count; group += 1) {
      if ((this.#byte(group) & (1 << (group & 7))) === 0) {
        if (count > 0) yield [first, count];
        count = 0;
        continue;
      }
      if (count === 0) first = group;
      count += 1;
      if (count === most) {
        yield [first, count];
        count = 0;
      }
    }
    if (count > 0) yield [first, count];
  }

  #byte(group: number): number {
    return this.#bits[group >> 3] ?? 0;
  }
}
