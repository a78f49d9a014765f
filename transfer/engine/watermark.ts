/** What one task did. */
export interface TaskCounts {
  changedBytes: number;
  readBytes: number;
  writtenBytes: number;
}

interface Open {
  end: number;
  counts: TaskCounts | null;
}

/** Tasks begin in ascending order and end in any; tells up to where all have ended, and what those did. */
export class Watermark {
  readonly #open: Open[] = [];
  #upTo: number;
  readonly #totals: TaskCounts;

  constructor(from: number, totals: TaskCounts) {
    this.#upTo = from;
    this.#totals = { ...totals };
  }

  get upTo(): number {
    return this.#upTo;
  }

  /** What the tasks below the watermark did. */
  get totals(): TaskCounts {
    return { ...this.#totals };
  }

  /** @returns called once the task has ended */
  begin(end: number): (counts: TaskCounts) => void {
    const entry: Open = { end, counts: null };
    this.#open.push(entry);
    return (counts) => {
      entry.counts = counts;
      this.#advance();
    };
  }

  #advance(): void {
    for (let first = this.#open[0]; first !== undefined && first.counts !== null; first = this.#open[0]) {
      this.#open.shift();
      this.#upTo = first.end;
      this.#totals.changedBytes += first.counts.changedBytes;
      this.#totals.readBytes += first.counts.readBytes;
      this.#totals.writtenBytes += first.counts.writtenBytes;
    }
  }
}
