import type { DiskProgress, StageName } from '../../contract/migration.ts';

export interface StageProgress {
  doneBytes: number;
  totalBytes: number;
  /** 0 to 1. */
  part: number;
  bytesPerSecond: number;
}

/** Older reports are of work that has stopped. */
const freshMs = 10_000;

/** What all disks together have done in the stage that runs; null when it moves no bytes or none were reported. */
export function stageProgress(progress: DiskProgress[], stage: StageName, now: number): StageProgress | null {
  const ofStage = progress.filter(({ kind }) => kind === stage);
  const round = Math.max(...ofStage.map((disk) => disk.round));
  const disks = ofStage.filter((disk) => disk.round === round);
  if (disks.length === 0) return null;
  const doneBytes = sum(disks.map((disk) => disk.doneBytes));
  const totalBytes = sum(disks.map((disk) => disk.totalBytes));
  const moving = disks.filter((disk) => isMoving(disk, now));
  return {
    doneBytes,
    totalBytes,
    part: totalBytes === 0 ? 1 : doneBytes / totalBytes,
    bytesPerSecond: sum(moving.map((disk) => disk.bytesPerSecond)),
  };
}

export function isMoving({ at, doneBytes, totalBytes }: DiskProgress, now: number): boolean {
  return doneBytes < totalBytes && now - Date.parse(at) < freshMs;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
