import { hashBytes, leafBytes, MerkleFold, sealRoot } from '../../proof/merkle.ts';
import { groupLeaves, LedgerFile } from './ledgerFile.ts';
import { endOf, mergeUpdates, nearbyUpdates } from './mergeUpdates.ts';
import { StaleGroups } from './staleGroups.ts';
import { WholeGroups } from './wholeGroups.ts';
import { expandZeroEntries, hashOfZeros } from './zeroLeaf.ts';

/** Leaves that became known; not in the file until `write`. */
export type LedgerUpdates = { first: number; entries: Buffer | { zeros: number } }[];

const groupHeight = Math.log2(groupLeaves);
const batchGroups = 64;
const nodesAtOnce = 4096;
const zeroGroup = Buffer.alloc(groupLeaves * hashBytes);
/** Node over a group of zero leaves: what most groups of a large thin disk are. */
const zeroNode = nodeOver(Buffer.concat(Array.from({ length: groupLeaves }, () => hashOfZeros(leafBytes))));

/**
 * SHA-256 of every 64 KiB leaf of a disk, in a file. Updates are held back until the caller knows that the volume is
 * durable, so that a ledger never claims more than the volume holds.
 */
export class Ledger {
  readonly #file: LedgerFile;
  #updates: LedgerUpdates = [];
  readonly #stale: StaleGroups;
  readonly #whole: WholeGroups;
  /** Groups that may hold anything but zeros; null: any. Reading gigabytes of holes to find that out takes long. */
  readonly #held: Set<number> | null;
  /** What the file says of its nodes. */
  #nodesCurrent: boolean;

  private constructor(file: LedgerFile, nodesCurrent: boolean, held: Set<number> | null) {
    this.#file = file;
    this.#stale = new StaleGroups(file.groups, !nodesCurrent);
    this.#whole = new WholeGroups(file.leaves);
    this.#held = held;
    this.#nodesCurrent = nodesCurrent;
  }

  /** @throws DroverError transfer.journal-mismatch when the file is another disk's */
  static async open(path: string, capacityBytes: number): Promise<Ledger> {
    const file = await LedgerFile.open(path, capacityBytes);
    if (await file.nodesCurrent()) return new Ledger(file, true, await heldGroups(file));
    return new Ledger(file, false, file.fresh ? new Set() : null);
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
    await this.#doubtNodes();
    for (const run of nearbyUpdates(mergeUpdates(updates))) await this.#writeRun(run);
    for (const group of this.#whole.take()) await this.#refresh(group, 1);
    await this.#file.sync();
  }

  /** Root over all leaves in the file; hashes only groups that changed and did not become whole while they did. */
  async root(signal: AbortSignal): Promise<string> {
    for (const [first, count] of this.#stale.runs(batchGroups)) {
      signal.throwIfAborted();
      await this.#refresh(first, count);
    }
    const fold = new MerkleFold();
    for await (const node of storedNodes(this.#file)) fold.add(node, groupHeight);
    await this.#file.sync();
    await this.#file.setNodesCurrent(true);
    await this.#file.sync();
    this.#nodesCurrent = true;
    return sealRoot(fold.top(), this.#file.capacityBytes);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Durable before the first entry changes: after a loss of power nodes never pass for current that are not. */
  async #doubtNodes(): Promise<void> {
    if (!this.#nodesCurrent) return;
    await this.#file.setNodesCurrent(false);
    await this.#file.sync();
    this.#nodesCurrent = false;
  }

  async #writeRun(run: LedgerUpdates): Promise<void> {
    const [{ first, entries } = { first: 0, entries: { zeros: 0 } }] = run;
    if (!Buffer.isBuffer(entries)) return this.#writeZeros(first, entries.zeros);
    if (run.length === 1) await this.#file.writeLeaves(first, entries);
    else {
      const all = await this.#file.readLeaves(first, endOf(run.at(-1)) - first);
      for (const update of run) {
        if (Buffer.isBuffer(update.entries)) update.entries.copy(all, (update.first - first) * hashBytes);
      }
      await this.#file.writeLeaves(first, all);
    }
    for (const update of run) {
      const leaves = endOf(update) - update.first;
      this.#touch(update.first, leaves, false);
    }
  }

  /** Entries that are zero stay as they are: a ledger of a large thin disk is as thin. */
  async #writeZeros(first: number, count: number): Promise<void> {
    this.#touch(first, count, true);
    for (const group of groupsOf(first, count)) {
      if (this.#held?.has(group) === false) continue;
      const from = Math.max(first, group * groupLeaves);
      const entries = Math.min(first + count, (group + 1) * groupLeaves) - from;
      const zeros = zeroGroup.subarray(0, entries * hashBytes);
      const held = await this.#file.readLeaves(from, entries);
      if (!held.equals(zeros)) await this.#file.writeLeaves(from, zeros);
    }
  }

  #touch(first: number, count: number, zeros: boolean): void {
    for (const group of groupsOf(first, count)) {
      this.#stale.add(group);
      if (!zeros) this.#held?.add(group);
      const leaves = Math.min(first + count, (group + 1) * groupLeaves) - Math.max(first, group * groupLeaves);
      // A hole as large as a group needs no hashing at all, and there may be millions.
      if (!zeros || leaves < groupLeaves) this.#whole.put(group, leaves);
    }
  }

  async #refresh(firstGroup: number, count: number): Promise<void> {
    const nodes = Buffer.concat(Array.from({ length: count }, () => zeroNode));
    const last = this.#file.groups - 1;
    const blank = (group: number) => this.#held?.has(group) === false && group !== last;
    const groups = Array.from({ length: count }, (_, at) => firstGroup + at).filter((group) => !blank(group));
    if (groups.length > 0) {
      const firstLeaf = firstGroup * groupLeaves;
      const all = await this.#file.readLeaves(firstLeaf, Math.min(count * groupLeaves, this.#file.leaves - firstLeaf));
      for (const group of groups) {
        const at = group - firstGroup;
        const entries = all.subarray(at * groupLeaves * hashBytes, (at + 1) * groupLeaves * hashBytes);
        nodes.set(this.#node(entries, group * groupLeaves), at * hashBytes);
      }
    }
    await this.#file.writeGroups(firstGroup, nodes);
    for (let group = firstGroup; group < firstGroup + count; group += 1) this.#stale.delete(group);
  }

  #node(entries: Buffer, firstLeaf: number): Buffer {
    const { capacityBytes } = this.#file;
    const whole = (firstLeaf + groupLeaves) * leafBytes <= capacityBytes;
    if (whole && entries.equals(zeroGroup)) return zeroNode;
    return nodeOver(expandZeroEntries(entries, firstLeaf, capacityBytes));
  }
}

function nodeOver(leaves: Buffer): Buffer {
  const fold = new MerkleFold();
  for (let at = 0; at < leaves.length; at += hashBytes) fold.add(leaves.subarray(at, at + hashBytes));
  return fold.top() ?? Buffer.alloc(hashBytes);
}

function* groupsOf(firstLeaf: number, leaves: number): Generator<number> {
  const last = Math.floor((firstLeaf + leaves - 1) / groupLeaves);
  for (let group = Math.floor(firstLeaf / groupLeaves); group <= last; group += 1) yield group;
}

async function* storedNodes(file: LedgerFile): AsyncGenerator<Buffer> {
  for (let first = 0; first < file.groups; first += nodesAtOnce) {
    const nodes = await file.readGroups(first, Math.min(nodesAtOnce, file.groups - first));
    for (let at = 0; at < nodes.length; at += hashBytes) yield nodes.subarray(at, at + hashBytes);
  }
}

/** By nodes that are current. */
async function heldGroups(file: LedgerFile): Promise<Set<number>> {
  const held = new Set<number>();
  let group = 0;
  for await (const node of storedNodes(file)) {
    if (!node.equals(zeroNode)) held.add(group);
    group += 1;
  }
  return held;
}
