import type { Leftover } from '../contract/migration.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import { migrationOfSnapshot } from '../domain/names.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { seenBy } from './patience.ts';
import { removeWithinBudget } from './snapshotRemoval.ts';

export interface UnwindInput {
  migrationId: string;
  plan: MigrationPlan;
}

export interface RestorePowerInput extends UnwindInput {
  power: 'on' | 'off' | 'suspended';
  /** ISO 8601. A guest that was asked to shut down is given so long to do it, for it cannot be told to stay on. */
  mayGoOffUntil?: string;
}

/** The way back: each step removes what the migration made, finds nothing when it is sent again, and never touches others' things. */
export function unwindActivities({ platforms }: ControlDependencies) {
  return {
    /** Stops and deletes the target VM and its volumes. Returns what could not be removed. */
    removeTarget: (input: UnwindInput): Promise<Leftover[]> =>
      alive(async ({ signal }) => {
        const target = await platforms.target(input.plan.target.connectionId);
        return target.removeByMigration(input.migrationId, signal);
      }),

    /** Removes every snapshot of the migration, newest first. */
    removeSnapshots: (input: UnwindInput): Promise<void> =>
      alive(async ({ signal }) => {
        const source = await platforms.source(input.plan.source.connectionId);
        const snapshots = await source.listSnapshots(input.plan.source.vm, signal);
        const ours = snapshots.filter((snapshot) => migrationOfSnapshot(snapshot.name) === input.migrationId);
        const newestFirst = ours.reverse().map(({ ref }) => ref);
        await removeWithinBudget(source, input.plan, newestFirst, signal);
      }),

    /** Puts the source's power back to what it was before quiesce. Tells whether it was on all the while. */
    restorePower: (input: RestorePowerInput): Promise<{ foundOn: boolean }> =>
      alive(async ({ signal, tell }) => {
        if (input.power !== 'on') return { foundOn: false };
        const { vm, connectionId } = input.plan.source;
        const source = await platforms.source(connectionId);
        const until = input.mayGoOffUntil === undefined ? 0 : Date.parse(input.mayGoOffUntil);
        const notOn = async () => ((await source.powerState(vm, signal)) === 'on' ? null : true);
        if (until > Date.now()) tell('waiting for the guest to shut down');
        const off = await seenBy(until, notOn, signal);
        await source.powerOn(vm, signal);
        return { foundOn: off === null };
      }),
  };
}
