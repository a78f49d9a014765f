import { hashBytes } from '../../proof/merkle.ts';
import type { LedgerUpdates } from './ledger.ts';

/**
 * The same updates in as few writes as their places allow: blocks end in any order, and each small write of its own would
 * wait for a thread behind large writes to the volume. Updates that lie over one another stay as they came.
 */
export function mergeUpdates(updates: LedgerUpdates): LedgerUpdates {
  const sorted = updates.toSorted((a, b) => a.first - b.first);
  if (sorted.some(({ first }, at) => first < endOf(sorted[at - 1]))) return updates;
  const runs: LedgerUpdates[] = [];
  for (const update of sorted) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const joins = endOf(last) === update.first && Buffer.isBuffer(last?.entries) && Buffer.isBuffer(update.entries);
    if (run !== undefined && joins) run.push(update);
    else runs.push([update]);
  }
  return runs.flatMap((run) => {
    const [only] = run;
    if (only === undefined || run.length === 1) return run;
    return [{ first: only.first, entries: Buffer.concat(run.map(({ entries }) => entries).filter(Buffer.isBuffer)) }];
  });
}

/** Leaf behind the update; 0: there is none. */
function endOf(update: LedgerUpdates[number] | undefined): number {
  if (update === undefined) return 0;
  const { first, entries } = update;
  return first + (Buffer.isBuffer(entries) ? entries.length / hashBytes : entries.zeros);
}
