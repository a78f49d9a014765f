import type { Extent } from '../../ports/extent.ts';
import type { VerifyOutcome } from '../../ports/transfer.ts';
import { hashBytes, leafBytes, leafCount, MerkleFold, sealRoot } from '../../proof/merkle.ts';
import { Checkpoints } from '../engine/checkpoints.ts';
import { type HashAnswer, hashPool } from '../engine/hashPool.ts';
import { pageMemory } from '../engine/pageMemory.ts';
import { readLeaves } from '../ledger/readLeaves.ts';
import { type ComparedState, openComparedCursor } from './comparedCursor.ts';
import type { VerifyRequest } from './verifyRequest.ts';
import { openVolumeReader } from './volumeReader.ts';

const blockBytes = 1024 * 1024;
/** Blocks that are read or hashed at the same time. */
const depth = 8;
const mostMismatches = 1000;

/** How far a comparison is. */
interface Compared {
  doneBytes: number;
  /** What differs below this is in `mismatches`; the rest of a volume with more than 1,000 ranges is not. */
  toldBytes: number;
  mismatches: Extent[];
}

/**
 * Reads the whole volume and compares every leaf with the ledger; computes both roots on the way. Goes on where one of the
 * same volume and ledger was cut off.
 */
export async function compareVolume(
  request: VerifyRequest,
  signal: AbortSignal,
  progress: (done: Compared) => void,
): Promise<VerifyOutcome> {
  const startedAt = performance.now();
  const { capacityBytes, call } = request;
  await using cursor = await openComparedCursor(request);
  const before = cursor?.kept ?? null;
  const tree = { ledger: new MerkleFold(before?.ledger), target: new MerkleFold(before?.target) };
  const mismatches = new Mismatches(capacityBytes, before);
  const from = before?.upTo ?? 0;
  let done = from;
  const tell = () =>
    progress({ doneBytes: done, toldBytes: Math.min(done, mismatches.toldBytes), mismatches: mismatches.ranges });
  if (before !== null) tell();
  if (before !== null && before.outcome !== null) return before.outcome;

  const state = (outcome: VerifyOutcome | null): ComparedState => ({
    ...{ call, upTo: done, ledger: tree.ledger.nodes, target: tree.target.nodes },
    ...{ mismatches: mismatches.ranges, toldBytes: mismatches.toldBytes, ms: elapsed(), outcome },
  });
  const elapsed = () => (before?.ms ?? 0) + Math.round(performance.now() - startedAt);
  const checkpoints = new Checkpoints(
    from,
    async () => {
      const readBytes = done;
      await cursor?.keep(state(null));
      return { readBytes };
    },
    () => done,
    () => undefined,
  );
  const reader = await openVolumeReader(request.volume, signal);
  const { memory, offset: firstPage } = pageMemory(depth * blockBytes);
  const slots = Array.from({ length: depth }, (_, slot) => firstPage + slot * blockBytes);

  async function hashBlock(offset: number, slot: number): Promise<HashAnswer> {
    const length = Math.min(blockBytes, capacityBytes - offset);
    const space = Buffer.from(memory, slot, blockBytes);
    await reader.readInto(offset, space.subarray(0, length), space);
    return hashPool.hash(memory, length, slot);
  }

  const ledger = new LeafQueue(readLeaves(request.ledgerPath, capacityBytes, leafCount(from)));
  const running: { offset: number; slot: number; answer: Promise<HashAnswer> }[] = [];
  try {
    for (let offset = from; done < capacityBytes; ) {
      for (let slot = slots.pop(); slot !== undefined; slot = slots.pop()) {
        if (offset >= capacityBytes) break;
        await checkpoints.admit(Math.min(blockBytes, capacityBytes - offset), signal);
        const answer = hashBlock(offset, slot);
        answer.catch(() => undefined);
        running.push({ offset, slot, answer });
        offset += blockBytes;
      }
      const first = running.shift();
      if (first === undefined) break;
      signal.throwIfAborted();
      const found = Buffer.from((await first.answer).hashes.buffer);
      slots.push(first.slot);
      const expected = await ledger.take(found.length / hashBytes);
      for (let at = 0; at < found.length; at += hashBytes) {
        tree.target.add(found.subarray(at, at + hashBytes));
        tree.ledger.add(expected.subarray(at, at + hashBytes));
        if (found.compare(expected, at, at + hashBytes, at, at + hashBytes) !== 0) {
          mismatches.add(first.offset / leafBytes + at / hashBytes);
        }
      }
      done = Math.min(capacityBytes, first.offset + blockBytes);
      tell();
      checkpoints.offer();
    }
  } finally {
    await Promise.allSettled(running.map((block) => block.answer));
    await checkpoints.idle();
    await ledger.close();
    await reader.close();
  }
  const outcome = {
    ledgerRoot: sealRoot(tree.ledger.top(), capacityBytes),
    targetRoot: sealRoot(tree.target.top(), capacityBytes),
    mismatches: mismatches.ranges,
    readBytes: capacityBytes,
    ms: elapsed(),
  };
  await cursor?.keep(state(outcome));
  return outcome;
}

class Mismatches {
  readonly ranges: Extent[];
  toldBytes: number;
  readonly #capacityBytes: number;

  /** @param before what was found below where these go on */
  constructor(capacityBytes: number, before: { mismatches: Extent[]; toldBytes: number } | null) {
    this.#capacityBytes = capacityBytes;
    this.ranges = [...(before?.mismatches ?? [])];
    this.toldBytes = before?.toldBytes ?? Number.MAX_SAFE_INTEGER;
  }

  add(leaf: number): void {
    const start = leaf * leafBytes;
    const length = Math.min(leafBytes, this.#capacityBytes - start);
    const last = this.ranges.at(-1);
    if (last !== undefined && last.start + last.length === start) last.length += length;
    else if (this.ranges.length < mostMismatches) this.ranges.push({ start, length });
    else this.toldBytes = Math.min(this.toldBytes, start);
  }
}

/** Leaf hashes in pieces of the asked size out of a stream of larger ones. */
class LeafQueue {
  readonly #pieces: AsyncGenerator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncGenerator<Buffer>) {
    this.#pieces = pieces;
  }

  async take(count: number): Promise<Buffer> {
    while (this.#rest.length < count * hashBytes) {
      const next = await this.#pieces.next();
      if (next.done) throw new RangeError(`The ledger has fewer than ${leafCount(count)} leaves left.`);
      this.#rest = Buffer.concat([this.#rest, next.value]);
    }
    const taken = this.#rest.subarray(0, count * hashBytes);
    this.#rest = this.#rest.subarray(count * hashBytes);
    return taken;
  }

  async close(): Promise<void> {
    await this.#pieces.return(undefined);
  }
}
