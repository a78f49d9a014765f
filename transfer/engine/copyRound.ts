import { setMaxListeners } from 'node:events';
import type { BlockSink } from '../../ports/blockSink.ts';
import type { TransferHooks } from '../../ports/transfer.ts';
import { leafBytes, leafCount } from '../../proof/merkle.ts';
import type { BlockRecord } from '../blocks/blockRecord.ts';
import type { DirectSource } from '../directSource.ts';
import type { RoundCounts } from '../journal/journalRecords.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ReadGate } from '../reading/readGate.ts';
import { BlockPool } from './blockPool.ts';
import { Checkpoints } from './checkpoints.ts';
import { cutTasks } from './cutTasks.ts';
import { hashPool } from './hashPool.ts';
import { ProgressMeter } from './progressMeter.ts';
import type { ReadPermit } from './rateLimit.ts';
import type { BytesTask, Piece, Planned, Task } from './tasks.ts';
import { Watermark } from './watermark.ts';
import { type KnownLeaves, type WritePolicy, writeLeaves, writeZeroRange } from './writeLeaves.ts';

export interface RoundRun {
  /** Null for a stream, whose plan brings the bytes along. */
  source: DirectSource | null;
  /** Of the source; null for a stream. */
  gate: ReadGate | null;
  capacityBytes: number;
  /** Ranges in order; blocks for held bytes come from `pool`. */
  plan(signal: AbortSignal, pool: BlockPool): AsyncIterable<Planned>;
  sink: BlockSink;
  ledger: Ledger;
  policy: WritePolicy;
  /** The plan covers the disk, so that its position tells the progress. */
  whole: boolean;
  /** Where to go on, and what was done before. */
  from: number;
  counts: RoundCounts;
  /** Called after volume and ledger are durable up to there. */
  durable(upTo: number, counts: RoundCounts): Promise<void>;
  blocks: BlockRecord;
  rate: ReadPermit;
  hooks: TransferHooks;
}

/** Each block costs the event loop the same whatever its size. */
const blockBytes = 2 * 1024 * 1024;
/** Bounds the memory of one disk to 24 MiB of blocks, however many reads its source bears. */
const mostLanes = 12;

/** Runs a plan: read, hash, compare, write, checkpoint, all at the same time in bounded memory. */
export async function copyRound(run: RoundRun): Promise<RoundCounts> {
  const startedAt = performance.now();
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const signal = AbortSignal.any([run.hooks.signal, stop.signal]);
  setMaxListeners(0, signal);
  signal.throwIfAborted();

  const reads = run.source?.mostReads ?? 4;
  // Two blocks to hash and to write while all readers read.
  const lanes = Math.min(mostLanes, reads + 2);
  const pool = new BlockPool(blockSize(run.source), lanes);
  const watermark = new Watermark(run.from, run.counts);
  const meter = new ProgressMeter(run.hooks, () => run.blocks.news());
  let plannedBytes = run.counts.readBytes;
  const counts = (): RoundCounts => ({
    ...watermark.totals,
    ms: run.counts.ms + Math.round(performance.now() - startedAt),
  });
  const position = () =>
    run.whole
      ? { doneBytes: watermark.upTo, totalBytes: run.capacityBytes }
      : { doneBytes: watermark.totals.readBytes, totalBytes: plannedBytes };
  const checkpoints = new Checkpoints(
    run.counts.readBytes,
    async () => {
      const upTo = watermark.upTo;
      const now = counts();
      const updates = run.ledger.take();
      await run.sink.flush();
      signal.throwIfAborted();
      await run.ledger.write(updates);
      await run.durable(upTo, now);
      await run.blocks.durable(upTo);
      return now;
    },
    () => watermark.totals.readBytes,
    (error) => stop.abort(error),
  );

  async function perform(task: Task): Promise<void> {
    if (task.kind === 'zero') {
      const writtenBytes = await writeZeroRange(run, task, signal);
      task.finish({ changedBytes: run.whole ? writtenBytes : task.changedBytes, readBytes: 0, writtenBytes });
      meter.report(0, position);
      return;
    }
    plannedBytes += task.length;
    await checkpoints.admit(task.length, signal);
    const block = task.block ?? (await pool.acquire(signal));
    const [known] = await Promise.all([knownLeaves(task.pieces), bring(task, block.bytes)]);
    const answer = await hashPool.hash(block.memory, task.length, block.offset, task.fill);
    signal.throwIfAborted();
    const written = await writeLeaves(run, { pieces: task.pieces, block: block.bytes, answer, known }, signal);
    pool.release(block);
    const { differingBytes, writtenBytes } = written;
    const changedBytes = run.whole ? differingBytes : task.changedBytes;
    task.finish({ changedBytes, readBytes: task.length, writtenBytes });
    meter.report(task.length, position);
  }

  /** A held task's bytes are in its block when the rate lets them be. */
  async function bring(task: BytesTask, block: Buffer): Promise<void> {
    await run.rate.take(task.length, signal);
    if (task.kind === 'held') return;
    await Promise.all(task.pieces.map(({ start, length, at }) => read(start, block.subarray(at, at + length))));
  }

  async function read(start: number, into: Buffer): Promise<void> {
    const { source, gate } = run;
    if (source === null || gate === null) return;
    for (let at = 0; at < into.length; ) {
      const part = into.subarray(at, at + gate.bytes);
      await gate.read(part.length, () => source.readInto(start + at, part, signal), signal);
      at += part.length;
    }
  }

  async function knownLeaves(pieces: readonly Piece[]): Promise<KnownLeaves | null> {
    const [first] = pieces;
    const last = pieces.at(-1);
    if (first === undefined || last === undefined || run.policy.compareBelow <= first.start) return null;
    const from = first.start / leafBytes;
    const count = leafCount(last.start + last.length - first.start);
    return { from: first.start, hashes: await run.ledger.read(from, count) };
  }

  const sizes = { blockBytes: pool.blockBytes, wholeZeros: run.policy.fresh };
  const tasks = cutTasks(run.plan(signal, pool), watermark, sizes);
  async function lane(): Promise<void> {
    for (let next = await tasks.next(); !next.done; next = await tasks.next()) {
      await perform(next.value);
      checkpoints.offer();
    }
  }

  let failure: { error: unknown } | null = null;
  const running = Array.from({ length: lanes }, () =>
    lane().catch((error: unknown) => {
      failure ??= { error };
      stop.abort(error);
    }),
  );
  await Promise.all(running);
  await tasks.return(undefined);
  await checkpoints.idle();
  if (failure !== null) throw signal.aborted ? signal.reason : (failure as { error: unknown }).error;
  signal.throwIfAborted();
  await checkpoints.settle();
  await run.blocks.end();
  meter.flush(position());
  return counts();
}

/** Whole leaves, and not more than the source gives at once. */
function blockSize(source: DirectSource | null): number {
  const most = Math.min(blockBytes, source?.maximumRead ?? blockBytes);
  return Math.max(leafBytes, most - (most % leafBytes));
}
