/** A bit for each node of a level: a disk of 62 TiB has millions. */
export class NodeBits {
  readonly #bits: Uint8Array;

  constructor(count: number, all: boolean) {
    this.#bits = new Uint8Array(Math.ceil(count / 8)).fill(all ? 0xff : 0);
  }

  has(node: number): boolean {
    return (this.#byte(node) & (1 << (node & 7))) !== 0;
  }

  add(node: number): void {
    this.#bits[node >> 3] = this.#byte(node) | (1 << (node & 7));
  }

  delete(node: number): void {
    this.#bits[node >> 3] = this.#byte(node) & ~(1 << (node & 7));
  }

  /** Spans of so many nodes, a multiple of eight, in which a bit is set, in order: 0 is the first one. */
  *spans(nodes: number): Generator<number> {
    const bytes = nodes / 8;
    for (let at = 0; at < this.#bits.length; at += 1) {
      if (this.#bits[at] === 0) continue;
      const span = Math.floor(at / bytes);
      yield span;
      at = (span + 1) * bytes - 1;
    }
  }

  #byte(node: number): number {
    return this.#bits[node >> 3] ?? 0;
  }
}
