import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { DroverError } from '../contract/errors.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import { migrationOfSnapshot, snapshotName, trackingSnapshotName } from '../domain/names.ts';
import type { SettingsSource } from '../ports/settings.ts';
import type { DatastoreRoom, SourceSnapshot } from '../ports/sourcePlatform.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { runningMigration } from './runningMigration.ts';
import { removeWithinBudget } from './snapshotRemoval.ts';

export interface SnapshotInput {
  migrationId: string;
  plan: MigrationPlan;
  round: number;
  quiesce: boolean;
  /** Disks as preflight saw them, or as they were when they were last copied anew. */
  disks: { id: string; label: string; capacityBytes: number }[];
  /** Of disks that have only grown. `ask`: refused with a code of its own; absent: as any other change. */
  growth?: 'ask' | 'accept';
}

export function snapshotActivities({ platforms, settings }: ControlDependencies) {
  return {
    /**
     * Turns change tracking on where it is off; nothing else of the source is changed.
     * @returns why changes cannot be tracked, so that each round has to compare everything; null: they can
     */
    enableTracking: (input: { plan: MigrationPlan }): Promise<string | null> =>
      alive(async ({ signal }) => {
        const source = await platforms.source(input.plan.source.connectionId);
        const vm = await source.describe(input.plan.source.vm, signal);
        if (vm.changeTracking.enabled) return null;
        // The input of runs that are open names no migration; their workflow does.
        const id = runningMigration();
        const description = `Drover migration ${id}: makes change tracking take effect; removed at once.`;
        try {
          await source.enableChangeTracking(vm.ref, { name: trackingSnapshotName(id), description }, signal);
          return null;
        } catch (error) {
          if (error instanceof DroverError && error.code === 'platform.unsupported') return error.message;
          throw error;
        }
      }),

    /** Freezes the disks. Idempotent by round. Refuses when the VM is no longer the one that preflight saw. */
    takeSnapshot: (input: SnapshotInput): Promise<SourceSnapshot> =>
      alive(async ({ signal }) => {
        const source = await platforms.source(input.plan.source.connectionId);
        const vm = input.plan.source.vm;
        const existing = await source.listSnapshots(vm, signal);
        await refuseForeign(existing, input.migrationId);
        const made = existing.some((snapshot) => snapshot.name === snapshotName(input.migrationId, input.round));
        if (!made)
          refuseFull(shortOf(await source.freeSpace(vm, signal), await minimumFreePercent(input.plan, settings)));
        const snapshot = await source.createSnapshot(
          vm,
          {
            name: snapshotName(input.migrationId, input.round),
            description: `Drover migration ${input.migrationId}, round ${input.round}; removed by Drover.`,
            quiesce: input.quiesce,
          },
          signal,
        );
        refuseChanged(snapshot, input);
        return snapshot;
      }),

    /** Removes one snapshot of ours, with those of its name, and waits until its disks are consolidated. */
    dropSnapshot: (input: { plan: MigrationPlan; snapshot: string }): Promise<void> =>
      alive(async ({ signal }) => {
        const source = await platforms.source(input.plan.source.connectionId);
        const twins = twinsOf(input.snapshot, await source.listSnapshots(input.plan.source.vm, signal));
        await removeWithinBudget(source, input.plan, [...twins, input.snapshot], signal);
      }),

    /**
     * Looks at the room beside a snapshot that stands, and ends once it is too little, with the evidence. While there is
     * room it fails in a way that is tried again: between two looks no worker is held, and the history does not grow.
     */
    watchRoom: (input: { plan: MigrationPlan }): Promise<string[]> =>
      alive(async ({ signal }) => {
        const { vm, connectionId } = input.plan.source;
        let short: string[];
        try {
          const source = await platforms.source(connectionId);
          short = shortOf(await source.freeSpace(vm, signal), await minimumFreePercent(input.plan, settings));
        } catch (error) {
          signal.throwIfAborted();
          throw lookAgain(`The room could not be looked at: ${error instanceof Error ? error.message : String(error)}`);
        }
        if (short.length === 0) throw lookAgain('There is room enough.');
        return short;
      }),
  };
}

/** A request that was carried out twice has left another of the same name: the next round would freeze its delta. */
function twinsOf(snapshot: string, all: { ref: string; name: string }[]): string[] {
  const name = all.find(({ ref }) => ref === snapshot)?.name;
  if (name === undefined || migrationOfSnapshot(name) === null) return [];
  return all.filter((other) => other.name === name && other.ref !== snapshot).map(({ ref }) => ref);
}

/** What the plan says; where it says nothing, or is of an earlier release, what holds for the whole instance. */
async function minimumFreePercent(plan: MigrationPlan, settings: SettingsSource): Promise<number> {
  const policy = plan.snapshots as MigrationPlan['snapshots'] | undefined;
  return policy?.minimumFreePercent ?? (await settings.read()).datastoreMinimumFreePercent;
}

async function refuseForeign(snapshots: { name: string }[], migrationId: string): Promise<void> {
  const foreign = snapshots.filter((snapshot) => migrationOfSnapshot(snapshot.name) !== migrationId);
  if (foreign.length === 0) return;
  throw new DroverError(
    'source.changed',
    `Somebody else made a snapshot: ${foreign.map((entry) => entry.name).join(', ')}.`,
    {
      evidence: ['Frozen flat files and change tracking need ours to be the only snapshot.'],
    },
  );
}

/** No failure to anybody but the retry policy: in no log, no metric. */
function lookAgain(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'snapshot.look-again',
    message,
    nonRetryable: false,
    category: ApplicationFailureCategory.BENIGN,
  });
}

/** A snapshot that fills a datastore stops every VM on it. */
function refuseFull(short: string[]): void {
  if (short.length === 0) return;
  throw new DroverError('platform.quota', 'Too little is free for a snapshot, which may grow.', { evidence: short });
}

function shortOf(datastores: DatastoreRoom[], minimumPercent: number): string[] {
  return datastores
    .filter((room) => room.freeBytes < (room.capacityBytes * minimumPercent) / 100)
    .map(
      ({ datastore, freeBytes, capacityBytes }) =>
        `${datastore}: ${freeBytes} of ${capacityBytes} bytes are free, ${minimumPercent} % are demanded.`,
    );
}

function refuseChanged(snapshot: SourceSnapshot, { disks, growth }: SnapshotInput): void {
  const seen = new Map(snapshot.disks.map((disk) => [disk.id, disk.capacityBytes]));
  const grown = disks.filter((disk) => (seen.get(disk.id) ?? 0) > disk.capacityBytes);
  const evidence = [
    ...disks.filter((disk) => !seen.has(disk.id)).map((disk) => `${disk.label} is gone.`),
    ...disks
      .filter((disk) => seen.has(disk.id) && seen.get(disk.id) !== disk.capacityBytes)
      .map((disk) => `${disk.label} had ${disk.capacityBytes} bytes and has ${seen.get(disk.id)}.`),
    ...[...seen.keys()].filter((id) => !disks.some((disk) => disk.id === id)).map((id) => `Disk ${id} is new.`),
  ];
  // Nothing else has changed.
  if (growth !== undefined && evidence.length === grown.length) {
    if (growth === 'accept' || grown.length === 0) return;
    const names = grown.map(({ label }) => label).join(', ');
    throw new DroverError('source.disk-grown', `Somebody has enlarged ${names}.`, { evidence });
  }
  if (evidence.length > 0)
    throw new DroverError('source.changed', `The disks changed: ${evidence.join(' ')}`, { evidence });
}
