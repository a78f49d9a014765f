import type { MigrationPlan } from '../contract/plan.ts';

const hourMs = 3_600_000;
const removalHours = 12;
/** A lock that lasts so long is a person's business: backup software that hangs, a host that has died. */
const lockMinutes = 60;
/** Of one round in a row: each begins with reading what changed meanwhile, and some rounds never get to their end. */
const mostRenewals = 5;

/** What a plan says of our snapshots, with what holds where it says nothing. Plans of earlier releases say nothing. */
export interface SnapshotPolicy {
  /** Null: as long as it takes. */
  maximumAgeMs: number | null;
  whenExceeded: 'renew' | 'park';
  /** From the beginning of a removal until its disks are consolidated, over all attempts. */
  removalMs: number;
  /** Of it, how long a lock on a disk file is waited for. */
  lockMs: number;
}

export function snapshotPolicy(plan: MigrationPlan): SnapshotPolicy {
  const said: Partial<MigrationPlan['snapshots']> = plan.snapshots ?? {};
  return {
    maximumAgeMs: said.maximumAgeHours === undefined ? null : Math.ceil(said.maximumAgeHours * hourMs),
    whenExceeded: said.whenExceeded ?? 'renew',
    removalMs: Math.ceil((said.removalHours ?? removalHours) * hourMs),
    lockMs: Math.ceil((said.lockMinutes ?? lockMinutes) * 60_000),
  };
}

/**
 * Whether a round whose snapshot had to go begins again by itself.
 * @param tracked changes of every disk are told: else what was read counts for nothing under another snapshot
 * @param renewals of this round so far, this one included
 */
export function renews({ whenExceeded }: SnapshotPolicy, tracked: boolean, renewals: number): boolean {
  return whenExceeded === 'renew' && tracked && renewals <= mostRenewals;
}
