import type { EarlierRounds, MigrationDisk, Round } from '../contract/migration.ts';

/** Newest rounds of a disk that are kept one by one, and of all disks of a migration together. */
const perDisk = 50;
const together = 800;
const atLeast = 3;

type Kept = Pick<MigrationDisk, 'rounds' | 'earlier'>;

/**
 * Adds a round to a disk. A run carries its state in every record and into every new history, so that rounds must not
 * grow without bound: the oldest deltas are folded into totals, the first round and the newest ones stay as they are.
 * @param disks of the migration, which share the room
 */
export function withRound({ rounds, earlier }: Kept, round: Round, disks: number): Kept {
  // A stage that was tried again reports the same round again.
  const all = [...rounds.filter((known) => known.round !== round.round), round];
  const most = Math.max(atLeast, Math.min(perDisk, Math.floor(together / disks)));
  const [first, ...others] = all;
  if (first === undefined || others.length <= most) return { rounds: all, ...(earlier ? { earlier } : {}) };
  const folded = others.slice(0, others.length - most);
  return { rounds: [first, ...others.slice(-most)], earlier: folded.reduce(fold, earlier ?? nothing) };
}

/** Delta rounds of a disk so far. */
export function deltaCount({ rounds, earlier }: Kept): number {
  return (earlier?.rounds ?? 0) + rounds.filter((round) => round.kind === 'delta').length;
}

/** Over every round of a disk, folded or not. */
export function roundTotals({ rounds, earlier }: Kept): EarlierRounds {
  return rounds.reduce(fold, earlier ?? nothing);
}

const nothing: EarlierRounds = {
  ...{ rounds: 0, fullRounds: 0, changedBytes: 0, readBytes: 0, writtenBytes: 0, ms: 0 },
  ...{ sampledBytes: 0, mismatchedBytes: 0, endedAt: '' },
};

function fold(sum: EarlierRounds, round: Round): EarlierRounds {
  return {
    rounds: sum.rounds + 1,
    fullRounds: sum.fullRounds + (round.full ? 1 : 0),
    changedBytes: sum.changedBytes + round.changedBytes,
    readBytes: sum.readBytes + round.readBytes,
    writtenBytes: sum.writtenBytes + round.writtenBytes,
    ms: sum.ms + round.ms,
    sampledBytes: sum.sampledBytes + (round.audit?.sampledBytes ?? 0),
    mismatchedBytes: sum.mismatchedBytes + (round.audit?.mismatchedBytes ?? 0),
    endedAt: round.endedAt,
  };
}
