import { hashBytes, leafBytes, MerkleFold, sealRoot } from '../../proof/merkle.ts';
import { groupLeaves, LedgerFile } from './ledgerFile.ts';
import { expandZeroEntries } from './zeroLeaf.ts';

/** Leaves that became known; not in the file until `write`. */
export type LedgerUpdates = { first: number; entries: Buffer | { zeros: number } }[];

const groupHeight = Math.log2(groupLeaves);
const batchGroups = 64;
const zeroBatch = Buffer.alloc(16384 * hashBytes);

/**
 * SHA-256 of every 64 KiB leaf of a disk, in a file. Updates are held back until the caller knows that the volume is
 * durable, so that a ledger never claims more than the volume holds.
 */
export class Ledger {
  readonly #file: LedgerFile;
  #updates: LedgerUpdates = [];
  /** Groups whose stored node is stale; null: all. */
  #stale: Set<number> | null;
  /** From this leaf on every entry is a hole. */
  #holesFrom: number;

  private constructor(file: LedgerFile, stale: Set<number> | null) {
    this.#file = file;
    this.#stale = stale;
    this.#holesFrom = file.fresh ? 0 : file.leaves;
  }

  /** @throws DroverError transfer.journal-mismatch when the file is another disk's */
  static async open(path: string, capacityBytes: number): Promise<Ledger> {
    const file = await LedgerFile.open(path, capacityBytes);
    return new Ledger(file, (await file.nodesCurrent()) ? new Set() : null);
  }

  /** True hashes of leaves as the file has them. */
  async read(first: number, count: number): Promise<Buffer> {
    return expandZeroEntries(await this.#file.readLeaves(first, count), first, this.#file.capacityBytes);
  }

  /** @param hashes 32 bytes for each leaf from `offset` (a multiple of 64 KiB) on */
  put(offset: number, hashes: Buffer): void {
    this.#updates.push({ first: offset / leafBytes, entries: hashes });
  }

  /** The range, from a leaf boundary to one or to the disk's end, is zeros. */
  putZeros(offset: number, length: number): void {
    this.#updates.push({ first: offset / leafBytes, entries: { zeros: Math.ceil(length / leafBytes) } });
  }

  /** What was put since the last call. */
  take(): LedgerUpdates {
    const taken = this.#updates;
    this.#updates = [];
    return taken;
  }

  /** Writes updates and makes them durable. */
  async write(updates: LedgerUpdates): Promise<void> {
    if (updates.length === 0) return;
    await this.#file.setNodesCurrent(false);
    for (const { first, entries } of updates) {
      if (Buffer.isBuffer(entries)) {
        await this.#file.writeLeaves(first, entries);
        this.#holesFrom = Math.max(this.#holesFrom, first + entries.length / hashBytes);
        this.#touch(first, entries.length / hashBytes);
      } else {
        await this.#writeZeros(first, entries.zeros);
      }
    }
    await this.#file.sync();
  }

  /** Root over all leaves in the file; recomputes only groups that changed. */
  async root(signal: AbortSignal): Promise<string> {
    const stale = this.#stale;
    const groups = stale === null ? undefined : [...stale].sort((a, b) => a - b);
    for (const [first, count] of batches(groups, this.#file.groups)) {
      signal.throwIfAborted();
      await this.#refresh(first, count);
    }
    const fold = new MerkleFold();
    for (let first = 0; first < this.#file.groups; first += 4096) {
      const nodes = await this.#file.readGroups(first, Math.min(4096, this.#file.groups - first));
      for (let at = 0; at < nodes.length; at += hashBytes) {
        fold.add(nodes.subarray(at, at + hashBytes), groupHeight);
      }
    }
    await this.#file.sync();
    await this.#file.setNodesCurrent(true);
    await this.#file.sync();
    this.#stale = new Set();
    return sealRoot(fold.top(), this.#file.capacityBytes);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #writeZeros(first: number, count: number): Promise<void> {
    this.#touch(first, count);
    // Holes already say zero.
    const end = Math.min(first + count, this.#holesFrom);
    const batch = zeroBatch.length / hashBytes;
    for (let at = first; at < end; at += batch) {
      const entries = Math.min(batch, end - at);
      await this.#file.writeLeaves(at, zeroBatch.subarray(0, entries * hashBytes));
    }
  }

  #touch(first: number, count: number): void {
    if (this.#stale === null) return;
    const last = Math.floor((first + count - 1) / groupLeaves);
    for (let group = Math.floor(first / groupLeaves); group <= last; group += 1) this.#stale.add(group);
  }

  async #refresh(firstGroup: number, count: number): Promise<void> {
    const first = firstGroup * groupLeaves;
    const leaves = await this.read(first, Math.min(count * groupLeaves, this.#file.leaves - first));
    const nodes = Buffer.alloc(count * hashBytes);
    for (let group = 0; group < count; group += 1) {
      const fold = new MerkleFold();
      const part = leaves.subarray(group * groupLeaves * hashBytes, (group + 1) * groupLeaves * hashBytes);
      for (let at = 0; at < part.length; at += hashBytes) fold.add(part.subarray(at, at + hashBytes));
      nodes.set(fold.top() ?? Buffer.alloc(hashBytes), group * hashBytes);
    }
    await this.#file.writeGroups(firstGroup, nodes);
  }
}

/** Runs of neighbouring groups, cut to what is read at once. */
function* batches(groups: number[] | undefined, total: number): Generator<[number, number]> {
  if (groups === undefined) {
    for (let first = 0; first < total; first += batchGroups) yield [first, Math.min(batchGroups, total - first)];
    return;
  }
  let first = -1;
  let count = 0;
  for (const group of groups) {
    if (group === first + count && count < batchGroups) {
      count += 1;
      continue;
    }
    if (count > 0) yield [first, count];
    first = group;
    count = 1;
  }
  if (count > 0) yield [first, count];
}
