import { groupLeaves } from './ledgerFile.ts';

/** A copy writes a few groups at a time, in order; what is scattered never makes one whole. */
const mostOpen = 64;

/** Tells which groups got all of their leaves, so that their nodes can be hashed while the copy goes on. */
export class WholeGroups {
  readonly #leaves: number;
  readonly #open = new Map<number, number>();
  #whole: number[] = [];

  constructor(leaves: number) {
    this.#leaves = leaves;
  }

  /** So many leaves of the group were written. */
  put(group: number, leaves: number): void {
    const got = (this.#open.get(group) ?? 0) + leaves;
    this.#open.delete(group);
    if (got >= Math.min(groupLeaves, this.#leaves - group * groupLeaves)) {
      this.#whole.push(group);
      return;
    }
    this.#open.set(group, got);
    const [oldest = group] = this.#open.keys();
    if (this.#open.size > mostOpen) this.#open.delete(oldest);
  }

  /** Those that became whole since the last call. */
  take(): number[] {
    const taken = this.#whole;
    this.#whole = [];
    return taken;
  }
}
