import { DroverError } from '../contract/errors.ts';
import type { ResidueEntry } from '../contract/residue.ts';
import { migrationOfSnapshot } from '../domain/names.ts';
import type { MigrationTraces } from '../ports/runProjection.ts';
import type { SourcePlatform } from '../ports/sourcePlatform.ts';

/** What of which migrations is looked for on one source. */
export interface SourceSearch {
  connectionId: string;
  scope: MigrationTraces[];
  /** Reference of the VM; null: over every VM, also for migrations that the database has lost. */
  vm: string | null;
}

/**
 * Snapshots by their names, delta files that the removal of one has left, and change tracking that was switched on for a
 * migration and still is.
 */
export async function findOnSource(
  source: SourcePlatform,
  { connectionId, scope, vm }: SourceSearch,
  signal: AbortSignal,
): Promise<ResidueEntry[]> {
  const here = Map.groupBy(
    scope.filter((traces) => traces.sourceConnectionId === connectionId),
    (traces) => traces.vm,
  );
  const tracking = (ref: string) => trackingLeft(here.get(ref) ?? []);
  if (vm !== null) {
    const left = tracking(vm);
    const on = left.length > 0 && (await source.describe(vm, signal)).changeTracking.enabled;
    const named = await snapshots(source, { ref: vm, name: vm }, signal);
    return [...named, ...(await deltaFiles(source, here, signal)), ...(on ? left : [])];
  }
  const found = await deltaFiles(source, here, signal);
  for await (const one of source.inventory(signal)) {
    if (one.snapshotCount > 0) found.push(...(await snapshots(source, one, signal)));
    if (one.changeTracking) found.push(...tracking(one.ref));
  }
  return found;
}

/** Removes all snapshots of a migration that nobody knows any more, from every VM that has one. */
export async function removeLost(source: SourcePlatform, migrationId: string, signal: AbortSignal): Promise<void> {
  for await (const { ref, snapshotCount } of source.inventory(signal)) {
    if (snapshotCount > 0) await removeSnapshotsOf(source, { id: migrationId, vm: ref }, signal);
  }
}

async function removeSnapshotsOf(
  source: SourcePlatform,
  { id, vm }: Pick<MigrationTraces, 'id' | 'vm'>,
  signal: AbortSignal,
): Promise<void> {
  for (const snapshot of (await source.listSnapshots(vm, signal)).toReversed()) {
    if (migrationOfSnapshot(snapshot.name) === id) await source.removeSnapshot(vm, snapshot.ref, signal);
  }
}

/** Of a migration that the database knows: its snapshots, and what was not merged of those that are gone. */
export async function removeAndMerge(
  source: SourcePlatform,
  traces: MigrationTraces,
  signal: AbortSignal,
): Promise<void> {
  await removeSnapshotsOf(source, traces, signal);
  if (traces.unmerged) await source.consolidate(traces.vm, signal);
}

/** A VM tells that some of its disks are to be consolidated, not whose snapshot that was: the runs remember. */
async function deltaFiles(
  source: SourcePlatform,
  byVm: Map<string, MigrationTraces[]>,
  signal: AbortSignal,
): Promise<ResidueEntry[]> {
  const found: ResidueEntry[] = [];
  for (const [ref, traces] of byVm) {
    const last = traces.find(({ unmerged }) => unmerged);
    if (last === undefined || !(await needsConsolidation(source, ref, signal))) continue;
    const reason = 'The removal of a snapshot left delta files, which need consolidation.';
    const remove = `Remove it by \`drover residue remove ${last.id}\`, or by Snapshots > Consolidate of ${last.vmName} in vCenter.`;
    const entry = { system: 'source', kind: 'consolidation', ref, reason, remove } as const;
    found.push({ ...entry, migrationId: last.id, vm: last.vmName, inUse: traces.some(({ open }) => open) });
  }
  return found;
}

/** A VM that is gone needs nothing. */
async function needsConsolidation(source: SourcePlatform, vm: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await source.describe(vm, signal)).consolidationNeeded;
  } catch (error) {
    if (error instanceof DroverError && error.code === 'platform.not-found') return false;
    throw error;
  }
}

async function snapshots(
  source: SourcePlatform,
  { ref, name }: { ref: string; name: string },
  signal: AbortSignal,
): Promise<ResidueEntry[]> {
  return (await source.listSnapshots(ref, signal)).flatMap((snapshot) => {
    const migrationId = migrationOfSnapshot(snapshot.name);
    if (migrationId === null) return [];
    const reason = `Made ${snapshot.createdAt}.`;
    const remove = `Delete the snapshot "${snapshot.name}" of ${name} in vCenter.`;
    const entry = { system: 'source', kind: 'snapshot', ref: snapshot.ref, reason, remove } as const;
    return [{ ...entry, migrationId, vm: name, inUse: false }];
  });
}

/** Of one VM, whose tracking is on: of its migrations that one which switched it on. */
function trackingLeft(traces: MigrationTraces[]): ResidueEntry[] {
  const enabler = traces.find(({ trackingEnabled }) => trackingEnabled);
  if (enabler === undefined) return [];
  const { id, vm, vmName } = enabler;
  const remove = `Remove it by \`drover residue remove ${id}\`. Leave it on if backup software relies on it by now.`;
  const entry = { system: 'source', kind: 'change-tracking', ref: vm, remove } as const;
  const inUse = traces.some(({ open }) => open);
  return [{ ...entry, reason: 'Change tracking enabled by Drover.', migrationId: id, vm: vmName, inUse }];
}
