import { hashBytes } from '../../proof/merkle.ts';
import type { LedgerUpdates } from './ledger.ts';

/**
 * The same updates in as few writes as their places allow: blocks end in any order, and each small write of its own would
 * wait for a thread behind large writes to the volume. Updates that lie over one another stay as they came.
 */
export function mergeUpdates(updates: LedgerUpdates): LedgerUpdates {
  const sorted = updates.toSorted((a, b) => a.first - b.first);
  if (sorted.some(({ first }, at) => first < endOf(sorted[at - 1]))) return updates;
  const runs = cutToRuns(sorted, (run, next) => endOf(run.at(-1)) === next.first);
  return runs.flatMap((run) => {
    const [only] = run;
    if (only === undefined || run.length === 1) return run;
    return [{ first: only.first, entries: Buffer.concat(run.map(({ entries }) => entries).filter(Buffer.isBuffer)) }];
  });
}

/** Neighbours in the file, whose places are read and written as one: leaves of 256 MiB of the disk. */
const togetherLeaves = 4096;

/** Cuts updates to runs of data that one read and one write of the file can serve; zeros are runs of their own. */
export function nearbyUpdates(updates: LedgerUpdates): LedgerUpdates[] {
  return cutToRuns(updates, (run, next) => {
    const [begin = next] = run;
    return endOf(run.at(-1)) <= next.first && endOf(next) - begin.first <= togetherLeaves;
  });
}

/** Runs of data of which each update joins those before it; zeros join none. */
function cutToRuns(
  updates: LedgerUpdates,
  joins: (run: LedgerUpdates, next: LedgerUpdates[number]) => boolean,
): LedgerUpdates[] {
  const runs: LedgerUpdates[] = [];
  for (const update of updates) {
    const run = runs.at(-1);
    const data = Buffer.isBuffer(run?.at(-1)?.entries) && Buffer.isBuffer(update.entries);
    if (run !== undefined && data && joins(run, update)) run.push(update);
    else runs.push([update]);
  }
  return runs;
}

/** Leaf behind the update; 0: there is none. */
export function endOf(update: LedgerUpdates[number] | undefined): number {
  if (update === undefined) return 0;
  const { first, entries } = update;
  return first + (Buffer.isBuffer(entries) ? entries.length / hashBytes : entries.zeros);
}
