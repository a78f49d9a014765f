import type { MigrationDisk, Round } from '../../../contract/migration.ts';

/** One round of a disk, or of several that were read side by side. */
export interface RoundPoint {
  round: number;
  kind: Round['kind'];
  changedBytes: number;
  ms: number;
  endedAt: string;
  /** Changed bytes over the time since the round before ended; null where that is not known. Bytes per second. */
  dirtyRate: number | null;
  /** What the round read over the time it took. Bytes per second; null when it took none. */
  readRate: number | null;
}

type Rounds = Pick<MigrationDisk, 'rounds' | 'earlier'>;

/** Rounds that every disk has ended, oldest first: bytes add up, and the slowest disk tells the time. */
export function roundPoints(disks: readonly Rounds[]): RoundPoint[] {
  const [first, ...others] = disks;
  if (first === undefined) return [];
  return first.rounds.flatMap((round): RoundPoint[] => {
    const peers = others.map(({ rounds }) => rounds.find((one) => one.round === round.round));
    if (peers.some((peer) => peer === undefined)) return [];
    const all = [round, ...peers.filter((peer) => peer !== undefined)];
    const endedAt = latest(all.map((one) => one.endedAt));
    const before = endBefore(disks, round.round);
    const sinceMs = before === null ? 0 : Date.parse(endedAt) - Date.parse(before);
    const ms = Math.max(...all.map((one) => one.ms));
    const changedBytes = sum(all.map((one) => one.changedBytes));
    return [
      {
        ...{ round: round.round, kind: round.kind, changedBytes, ms, endedAt },
        dirtyRate: sinceMs > 0 ? (changedBytes / sinceMs) * 1000 : null,
        readRate: ms > 0 ? (sum(all.map((one) => one.readBytes)) / ms) * 1000 : null,
      },
    ];
  });
}

/** The rounds that follow the first copy, which would dwarf them. */
export function deltasOf(points: readonly RoundPoint[]): RoundPoint[] {
  return points.filter(({ kind }) => kind === 'delta' || kind === 'final');
}

/** When the round before ended on every disk. Rounds that are no longer listed have left the end of their last. */
function endBefore(disks: readonly Rounds[], round: number): string | null {
  const ends = disks.map(({ rounds, earlier }) => {
    const at = rounds.findIndex((one) => one.round === round);
    return at === 1 && earlier ? earlier.endedAt : rounds[at - 1]?.endedAt;
  });
  const known = ends.filter((end) => end !== undefined);
  return known.length === ends.length && known.length > 0 ? latest(known) : null;
}

function latest(times: string[]): string {
  return times.reduce((one, other) => (Date.parse(other) > Date.parse(one) ? other : one));
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
