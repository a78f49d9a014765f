import type { Extent } from '../../ports/extent.ts';
import type { AuditOutcome, TransferHooks } from '../../ports/transfer.ts';
import { hashBytes, leafBytes, leafCount } from '../../proof/merkle.ts';
import type { DirectSource } from '../directSource.ts';
import { Checkpoints } from '../engine/checkpoints.ts';
import { hashPool } from '../engine/hashPool.ts';
import { ProgressMeter } from '../engine/progressMeter.ts';
import type { ReadPermit } from '../engine/rateLimit.ts';
import { Watermark } from '../engine/watermark.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ReadGate } from '../reading/readGate.ts';
import type { AuditCursor } from './auditCursor.ts';

export interface AuditRun {
  source: DirectSource;
  gate: ReadGate;
  ledger: Ledger;
  rate: ReadPermit;
  hooks: TransferHooks;
  cursor: AuditCursor;
  /** Bytes of the longest range. */
  blockBytes: number;
  /** Bytes that are going to be read, at most. */
  plannedBytes: number;
}

/** Ranges that are told one by one. */
const mostMismatches = 100;

/**
 * Reads ranges of whole leaves from the source and compares them with the ledger, which has to be written. What differs
 * was changed without the source telling: a result, not an error. Goes on from the cursor.
 * @param ranges ascending
 */
export async function auditRanges(ranges: Iterable<Extent>, run: AuditRun): Promise<AuditOutcome> {
  const { source, gate, ledger, rate, hooks, cursor } = run;
  const { signal } = hooks;
  const from = cursor.kept ?? { upTo: 0, sampledBytes: 0, mismatchedBytes: 0, mismatches: [] };
  const iterator = beyond(ranges, from.upTo);
  const meter = new ProgressMeter(hooks);
  const watermark = new Watermark(from.upTo, {
    readBytes: from.sampledBytes,
    changedBytes: from.mismatchedBytes,
    writtenBytes: 0,
  });
  /** The lowest of them, ascending. */
  const mismatches = [...from.mismatches];
  const found = (): AuditOutcome => {
    const { readBytes, changedBytes } = watermark.totals;
    const told = mismatches.filter(({ start }) => start < watermark.upTo);
    return { sampledBytes: readBytes, mismatchedBytes: changedBytes, mismatches: told };
  };
  const checkpoints = new Checkpoints(
    from.sampledBytes,
    async () => {
      const state = { upTo: watermark.upTo, ...found() };
      await cursor.keep(state);
      return { readBytes: state.sampledBytes };
    },
    () => watermark.totals.readBytes,
    () => undefined,
  );

  function add(differing: Extent): void {
    mismatches.push(differing);
    mismatches.sort((a, b) => a.start - b.start);
    mismatches.splice(mostMismatches);
  }

  async function lane(): Promise<void> {
    const memory = new SharedArrayBuffer(run.blockBytes);
    const block = Buffer.from(memory);
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      const { start, length } = next.value;
      const finish = watermark.begin(start + length);
      await checkpoints.admit(length, signal);
      await rate.take(length, signal);
      for (let at = 0; at < length; ) {
        const into = block.subarray(at, Math.min(length, at + gate.bytes));
        await gate.read(into.length, () => source.readInto(start + at, into, signal), signal);
        at += into.length;
      }
      const expected = await ledger.read(start / leafBytes, leafCount(length));
      const hashes = Buffer.from((await hashPool.hash(memory, length)).hashes.buffer);
      signal.throwIfAborted();
      let differingBytes = 0;
      for (let at = 0; at < hashes.length; at += hashBytes) {
        if (hashes.compare(expected, at, at + hashBytes, at, at + hashBytes) === 0) continue;
        const offset = (at / hashBytes) * leafBytes;
        const differing = { start: start + offset, length: Math.min(leafBytes, length - offset) };
        differingBytes += differing.length;
        add(differing);
      }
      finish({ readBytes: length, changedBytes: differingBytes, writtenBytes: 0 });
      meter.report(length, () => ({ doneBytes: watermark.totals.readBytes, totalBytes: run.plannedBytes }));
      checkpoints.offer();
    }
  }

  const lanes = await Promise.allSettled(Array.from({ length: source.mostReads }, lane));
  await checkpoints.idle();
  signal.throwIfAborted();
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  return found();
}

function* beyond(ranges: Iterable<Extent>, upTo: number): Generator<Extent> {
  for (const range of ranges) if (range.start >= upTo) yield range;
}
