import type { BlockSink } from '../../ports/blockSink.ts';
import { hashBytes, leafBytes, leafCount } from '../../proof/merkle.ts';
import type { BlockRecord } from '../blocks/blockRecord.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { hashOfZeros } from '../ledger/zeroTree.ts';
import type { HashAnswer } from './hashPool.ts';
import type { Piece } from './tasks.ts';

/** How a round treats the volume. */
export interface WritePolicy {
  /** The volume read as zeros when the round began: zeros need no write. */
  fresh: boolean;
  /** Leaves that end at or below this may be left alone when they equal their ledger entry. 0: write all. */
  compareBelow: number;
}

interface Target {
  sink: BlockSink;
  ledger: Ledger;
  policy: WritePolicy;
  blocks: BlockRecord;
}

const fullZeroLeaf = hashOfZeros(leafBytes);

/** Hashes of leaves as the ledger has them, from an offset of the disk on. */
export interface KnownLeaves {
  from: number;
  hashes: Buffer;
}

interface HashedBlock {
  pieces: readonly Piece[];
  block: Buffer;
  answer: HashAnswer;
  known: KnownLeaves | null;
}

interface Written {
  differingBytes: number;
  writtenBytes: number;
}

/** Writes what differs of a hashed block and puts its leaves into the ledger. Returns bytes that differed and were written. */
export async function writeLeaves(target: Target, hashed: HashedBlock, signal: AbortSignal): Promise<Written> {
  const written = await Promise.all(hashed.pieces.map((piece) => writePiece(target, piece, hashed, signal)));
  const sum: Written = { differingBytes: 0, writtenBytes: 0 };
  for (const { differingBytes, writtenBytes } of written) {
    sum.differingBytes += differingBytes;
    sum.writtenBytes += writtenBytes;
  }
  return sum;
}

async function writePiece(
  target: Target,
  { start, length, at }: Piece,
  { block, answer, known }: HashedBlock,
  signal: AbortSignal,
): Promise<Written> {
  const bytes = block.subarray(at, at + length);
  const leaves = leafCount(length);
  const first = at / leafBytes;
  const zero = answer.zero.subarray(first, first + leaves);
  const hashes = Buffer.from(answer.hashes.buffer, first * hashBytes, leaves * hashBytes);
  const knownAt = known === null ? 0 : ((start - known.from) / leafBytes) * hashBytes;
  let differingBytes = 0;
  let writtenBytes = 0;
  const kindOf = (leaf: number) => {
    const end = start + Math.min(length, (leaf + 1) * leafBytes);
    const own = leaf * hashBytes;
    const old = knownAt + own;
    const same =
      end <= target.policy.compareBelow &&
      known?.hashes.compare(hashes, own, own + hashBytes, old, old + hashBytes) === 0;
    if (same) return 'same';
    return zero[leaf] === 1 ? 'zero' : 'data';
  };
  for (let leaf = 0; leaf < leaves; ) {
    const kind = kindOf(leaf);
    let next = leaf + 1;
    while (next < leaves && kindOf(next) === kind) next += 1;
    const from = leaf * leafBytes;
    const to = Math.min(length, next * leafBytes);
    leaf = next;
    if (kind === 'same') {
      const data = zero.subarray(from / leafBytes, leaf).includes(0);
      target.blocks.put(start + from, to - from, { data, changed: false });
      continue;
    }
    target.blocks.put(start + from, to - from, { data: kind === 'data', changed: true });
    if (kind === 'zero' && target.policy.fresh) continue;
    if (kind === 'zero') await target.sink.zero(start + from, to - from, signal);
    else await target.sink.write(start + from, bytes.subarray(from, to), signal);
    differingBytes += to - from;
    writtenBytes += to - from;
  }
  target.ledger.put(start, hashes);
  return { differingBytes, writtenBytes };
}

/** Makes a range that the source knows to be zero read as zeros. */
export async function writeZeroRange(
  target: Target,
  range: { start: number; length: number },
  signal: AbortSignal,
): Promise<number> {
  const { sink, ledger, policy, blocks } = target;
  let writtenBytes = 0;
  blocks.put(range.start, range.length, { data: false, changed: false });
  if (!policy.fresh) {
    for await (const run of runsToZero(ledger, range, policy.compareBelow)) {
      blocks.put(run.start, run.length, { data: false, changed: true });
      await sink.zero(run.start, run.length, signal);
      writtenBytes += run.length;
    }
  }
  ledger.putZeros(range.start, range.length);
  return writtenBytes;
}

async function* runsToZero(ledger: Ledger, range: { start: number; length: number }, compareBelow: number) {
  const end = range.start + range.length;
  const compared = Math.min(end, Math.max(range.start, compareBelow - (compareBelow % leafBytes)));
  if (compared > range.start) {
    const count = leafCount(compared - range.start);
    const entries = await ledger.read(range.start / leafBytes, count);
    let run: { start: number; length: number } | undefined;
    for (let leaf = 0; leaf < count; leaf += 1) {
      const start = range.start + leaf * leafBytes;
      const length = Math.min(leafBytes, end - start);
      const zero = length === leafBytes ? fullZeroLeaf : hashOfZeros(length);
      const at = leaf * hashBytes;
      if (entries.compare(zero, 0, hashBytes, at, at + hashBytes) === 0) {
        if (run !== undefined) yield run;
        run = undefined;
      } else if (run === undefined) run = { start, length };
      else run.length += length;
    }
    if (run !== undefined) yield run;
  }
  if (compared < end) yield { start: compared, length: end - compared };
}
