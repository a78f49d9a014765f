import { type CellGrid, cellCode, cellEnd, cellsOf } from './cellGrid.ts';

/** What a round did to leaves: they hold data or are zeros, and differed from what the target had or not. */
export interface Touched {
  data: boolean;
  changed: boolean;
}

export interface RoundStart {
  /** `first`: no round has covered the disk yet. `whole`: one has, and all is compared again. */
  kind: 'first' | 'whole' | 'changes' | 'repair';
  /** Bytes of the round below this are durable. */
  from: number;
  /** `before` was left by the same round. */
  resumed: boolean;
}

const sawData = 1;
const sawZeros = 2;
const sawChange = 4;

/**
 * The block map while a round runs: what was there before, what the round touched, and up to where that is durable.
 * A cell changes its state for good only when the round has passed it as a whole.
 */
export class RoundBlocks {
  readonly grid: CellGrid;
  readonly #kind: RoundStart['kind'];
  readonly #before: Uint8Array;
  readonly #seen: Uint8Array;
  #upTo: number;

  /** @param before codes of the cells as last kept; null: nobody kept any */
  constructor(grid: CellGrid, before: Uint8Array | null, start: RoundStart) {
    this.grid = grid;
    this.#kind = start.kind;
    this.#upTo = start.from;
    this.#seen = new Uint8Array(grid.count);
    const unkept = start.kind === 'first' ? cellCode.waiting : cellCode.copied;
    // What the cell in which the round goes on has before that is unknown: it must not pass for zeros.
    const goesOnIn = Math.floor(start.from / grid.cellBytes);
    if (start.from % grid.cellBytes > 0 && goesOnIn < grid.count) this.#seen[goesOnIn] = sawData;
    this.#before = Uint8Array.from({ length: grid.count }, (_, cell) =>
      atStart(before?.[cell] ?? unkept, { ...start, passed: cellEnd(grid, cell) <= start.from }),
    );
  }

  /** Whole leaves were written, or need no write. */
  put(start: number, length: number, { data, changed }: Touched): void {
    if (length <= 0) return;
    const { first, last } = cellsOf(this.grid, start, length);
    const bits = (data ? sawData : sawZeros) | (changed ? sawChange : 0);
    for (let cell = first; cell <= last; cell += 1) this.#seen[cell] = (this.#seen[cell] ?? 0) | bits;
  }

  /** Everything that the round has below `upTo` is on the target for good. */
  durable(upTo: number): void {
    this.#upTo = upTo;
  }

  /** Everything that the round has is. */
  end(): void {
    this.#upTo = this.grid.capacityBytes;
  }

  /** A code for each cell. */
  codes(): Uint8Array {
    return this.#before.map((before, cell) => {
      const seen = this.#seen[cell] ?? 0;
      if (cellEnd(this.grid, cell) <= this.#upTo) return this.#passed(before, seen);
      const begun = this.#kind === 'first' ? cell * this.grid.cellBytes < this.#upTo || seen !== 0 : seen & sawChange;
      return begun && before !== cellCode.differs ? cellCode.partial : before;
    });
  }

  #passed(before: number, seen: number): number {
    if (before === cellCode.differs) {
      // Only writing the damaged ranges again mends them: what equals its ledger entry is left alone by other rounds.
      return this.#kind === 'repair' && seen !== 0 ? cellCode.changed : before;
    }
    if (this.#kind === 'first') {
      if (before === cellCode.partial || seen & sawData) return cellCode.copied;
      // What an earlier snapshot's copy left in the cell may be no zeros.
      return seen & sawZeros && before !== cellCode.copied ? cellCode.zero : before;
    }
    // Left by a round that was interrupted: that wrote, and this one covers what it wrote.
    if (seen & sawChange || before === cellCode.partial) return cellCode.changed;
    if (this.#kind !== 'whole' || seen === 0 || before === cellCode.changed) return before;
    return seen & sawData ? cellCode.copied : cellCode.zero;
  }
}

function atStart(before: number, { kind, resumed, passed }: RoundStart & { passed: boolean }): number {
  if (kind === 'first') {
    if (!passed) return cellCode.waiting;
    // The journal is ahead of the map: durable, but whether it is zero nobody remembers.
    return resumed && before === cellCode.zero ? cellCode.zero : cellCode.copied;
  }
  if (before === cellCode.waiting) return cellCode.copied;
  if (before === cellCode.verified) return cellCode.copied;
  if (before === cellCode['verified-zero']) return cellCode.zero;
  if (before === cellCode.changed && !resumed) return cellCode.copied;
  return before;
}
