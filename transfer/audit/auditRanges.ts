import type { Extent } from '../../ports/extent.ts';
import type { AuditOutcome, TransferHooks } from '../../ports/transfer.ts';
import { hashBytes, leafBytes, leafCount } from '../../proof/merkle.ts';
import type { DirectSource } from '../directSource.ts';
import { hashPool } from '../engine/hashPool.ts';
import { ProgressMeter } from '../engine/progressMeter.ts';
import type { ReadPermit } from '../engine/rateLimit.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { ReadGate } from '../reading/readGate.ts';

export interface AuditRun {
  source: DirectSource;
  gate: ReadGate;
  ledger: Ledger;
  rate: ReadPermit;
  hooks: TransferHooks;
  /** Bytes of the longest range. */
  blockBytes: number;
  /** Bytes that are going to be read, at most. */
  plannedBytes: number;
}

/** Ranges that are told one by one. */
const mostMismatches = 100;

/**
 * Reads ranges of whole leaves from the source and compares them with the ledger, which has to be written. What differs
 * was changed without the source telling: a result, not an error.
 */
export async function auditRanges(ranges: Iterable<Extent>, run: AuditRun): Promise<AuditOutcome> {
  const { source, gate, ledger, rate, hooks } = run;
  const { signal } = hooks;
  const iterator = ranges[Symbol.iterator]();
  const meter = new ProgressMeter(hooks);
  const outcome: AuditOutcome = { sampledBytes: 0, mismatchedBytes: 0, mismatches: [] };

  async function lane(): Promise<void> {
    const memory = new SharedArrayBuffer(run.blockBytes);
    const block = Buffer.from(memory);
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      const { start, length } = next.value;
      await rate.take(length, signal);
      for (let at = 0; at < length; ) {
        const into = block.subarray(at, Math.min(length, at + gate.bytes));
        await gate.read(into.length, () => source.readInto(start + at, into, signal), signal);
        at += into.length;
      }
      const expected = await ledger.read(start / leafBytes, leafCount(length));
      const found = Buffer.from((await hashPool.hash(memory, length)).hashes.buffer);
      signal.throwIfAborted();
      for (let at = 0; at < found.length; at += hashBytes) {
        if (found.compare(expected, at, at + hashBytes, at, at + hashBytes) === 0) continue;
        const offset = (at / hashBytes) * leafBytes;
        const differing = { start: start + offset, length: Math.min(leafBytes, length - offset) };
        outcome.mismatchedBytes += differing.length;
        if (outcome.mismatches.length < mostMismatches) outcome.mismatches.push(differing);
      }
      outcome.sampledBytes += length;
      meter.report(length, () => ({ doneBytes: outcome.sampledBytes, totalBytes: run.plannedBytes }));
    }
  }

  const lanes = await Promise.allSettled(Array.from({ length: source.mostReads }, lane));
  signal.throwIfAborted();
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  outcome.mismatches.sort((a, b) => a.start - b.start);
  return outcome;
}
