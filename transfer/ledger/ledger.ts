import { hashBytes, leafBytes } from '../../proof/merkle.ts';
import { LedgerFile } from './ledgerFile.ts';
import { radix } from './levels.ts';
import { endOf, mergeUpdates, nearbyUpdates } from './mergeUpdates.ts';
import { NodeBits } from './nodeBits.ts';
import { nodeOver } from './nodeOver.ts';
import { rootOver } from './rootOver.ts';
import { ZeroTree } from './zeroTree.ts';

/** Leaves that became known; not in the file until `write`. */
export type LedgerUpdates = { first: number; entries: Buffer | { zeros: number } }[];

/** Nodes that are read, hashed anew where they are stale, and written together. */
const spanNodes = 256;
/** Where leaves become zero, nodes of this level tell which of them were something else. */
const zeroLevel = 2;
const zeroLeaves = radix ** zeroLevel;
const nodesAtOnce = 4096;
const zeros = Buffer.alloc(zeroLeaves * hashBytes);

/**
 * SHA-256 of every 64 KiB leaf of a disk, in a file, with the nodes over them. Updates are held back until the caller knows
 * that the volume is durable, so that a ledger never claims more than the volume holds.
 */
export class Ledger {
  readonly #file: LedgerFile;
  readonly #zeroTree: ZeroTree;
  #updates: LedgerUpdates = [];
  /** By level, of which 0 has leaves and no bits. Over a stale node there are only stale ones. */
  readonly #stale: NodeBits[];
  /** What the file says of its nodes. */
  #nodesCurrent: boolean;

  private constructor(file: LedgerFile, nodesCurrent: boolean) {
    this.#file = file;
    this.#zeroTree = new ZeroTree(file.capacityBytes);
    const levels = Array.from({ length: file.levels }, (_, level) => (level === 0 ? 0 : file.entries(level)));
    this.#stale = levels.map((entries) => new NodeBits(entries, !nodesCurrent));
    this.#nodesCurrent = nodesCurrent;
  }

  /** @throws DroverError transfer.journal-mismatch when the file is another disk's */
  static async open(path: string, capacityBytes: number): Promise<Ledger> {
    const file = await LedgerFile.open(path, capacityBytes);
    return new Ledger(file, await file.nodesCurrent());
  }

  /** True hashes of leaves as the file has them. */
  async read(first: number, count: number): Promise<Buffer> {
    return this.#zeroTree.expand(0, first, await this.#file.read(0, first, count));
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

  /** Writes updates, and the lowest nodes over them, and makes them durable. */
  async write(updates: LedgerUpdates): Promise<void> {
    if (updates.length === 0) return;
    await this.#doubtNodes();
    const spans = new Set<number>();
    for (const run of nearbyUpdates(mergeUpdates(updates))) await this.#writeRun(run, spans);
    for (const span of spans) await this.#refresh(1, span);
    await this.#file.sync();
  }

  /** Root over all leaves in the file; hashes only nodes that are stale. */
  async root(signal: AbortSignal): Promise<string> {
    for (const [level, stale] of this.#stale.entries()) {
      for (const span of stale.spans(spanNodes)) {
        signal.throwIfAborted();
        await this.#refresh(level, span);
      }
    }
    const root = await rootOver(this.#file, this.#zeroTree);
    await this.#file.sync();
    await this.#file.setNodesCurrent(true);
    await this.#file.sync();
    this.#nodesCurrent = true;
    return root;
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

  async #writeRun(run: LedgerUpdates, spans: Set<number>): Promise<void> {
    const [{ first, entries } = { first: 0, entries: { zeros: 0 } }] = run;
    if (!Buffer.isBuffer(entries)) return this.#writeZeros(first, entries.zeros, spans);
    if (run.length === 1) await this.#file.write(0, first, entries);
    else {
      const all = await this.#file.read(0, first, endOf(run.at(-1)) - first);
      for (const update of run) {
        if (Buffer.isBuffer(update.entries)) update.entries.copy(all, (update.first - first) * hashBytes);
      }
      await this.#file.write(0, first, all);
    }
    for (const update of run) this.#touch(update.first, endOf(update), spans);
  }

  /** Entries that are zero stay as they are: a ledger of a large thin disk is as thin. */
  async #writeZeros(first: number, count: number, spans: Set<number>): Promise<void> {
    const end = first + count;
    const lastNode = Math.ceil(end / zeroLeaves);
    for (let node = Math.floor(first / zeroLeaves); node < lastNode; node += nodesAtOnce) {
      const nodes = await this.#file.read(zeroLevel, node, Math.min(nodesAtOnce, lastNode - node));
      for (let at = 0; at < nodes.length / hashBytes; at += 1) {
        // Reading gigabytes of holes to find that out would take long.
        if (!this.#stale[zeroLevel]?.has(node + at) && areZeros(nodes, at, 1)) continue;
        const from = Math.max(first, (node + at) * zeroLeaves);
        const to = Math.min(end, (node + at + 1) * zeroLeaves);
        if (areZeros(await this.#file.read(0, from, to - from), 0, to - from)) continue;
        await this.#file.write(0, from, zeros.subarray(0, (to - from) * hashBytes));
        this.#touch(from, to, spans);
      }
    }
  }

  #touch(first: number, end: number, spans: Set<number>): void {
    for (let node = Math.floor(first / radix); node * radix < end; node += 1) {
      spans.add(Math.floor(node / spanNodes));
      for (let level = 1, over = node; level < this.#stale.length; level += 1, over = Math.floor(over / radix)) {
        this.#stale[level]?.add(over);
      }
    }
  }

  /** Hashes the stale nodes of a span anew; those below them are current. */
  async #refresh(level: number, span: number): Promise<void> {
    const file = this.#file;
    const [first, below] = [span * spanNodes, span * spanNodes * radix];
    const [nodes, children] = await Promise.all([
      file.read(level, first, Math.min(spanNodes, file.entries(level) - first)),
      file.read(level - 1, below, Math.min(spanNodes * radix, file.entries(level - 1) - below)),
    ]);
    const stale = this.#stale[level];
    for (let at = 0; at < nodes.length / hashBytes; at += 1) {
      if (stale?.has(first + at) !== true) continue;
      const entries = children.subarray(at * radix * hashBytes, (at + 1) * radix * hashBytes);
      const blank = areZeros(entries, 0, entries.length / hashBytes);
      const node = blank ? entries : nodeOver(this.#zeroTree.expand(level - 1, below + at * radix, entries));
      node.copy(nodes, at * hashBytes, 0, hashBytes);
    }
    await file.write(level, first, nodes);
    for (let node = first; node < first + spanNodes; node += 1) stale?.delete(node);
  }
}

/** @param count at most 256 */
function areZeros(entries: Buffer, first: number, count: number): boolean {
  const length = count * hashBytes;
  return entries.compare(zeros, 0, length, first * hashBytes, first * hashBytes + length) === 0;
}
