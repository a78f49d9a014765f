import { DroverError } from '../../../contract/errors.ts';
import type { SourceSnapshot } from '../../../ports/sourcePlatform.ts';
import { retrieveDisks, snapshotRef, vmRef } from '../machine/configuration.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { child } from '../values/value.ts';
import { readSnapshotTree, type TreeEntry } from './snapshotTree.ts';

/** All snapshots of a VM, parents first. */
export async function retrieveTree(session: VsphereSession, vm: string, signal: AbortSignal): Promise<TreeEntry[]> {
  const found = await retrieveOne(session, vmRef(vm), ['snapshot'], signal);
  return readSnapshotTree(child(found.get('snapshot'), 'rootSnapshotList'));
}

/** A snapshot with the disks as it froze them. @throws DroverError platform.not-found */
export async function readSnapshot(
  session: VsphereSession,
  vm: string,
  snapshot: string,
  signal: AbortSignal,
): Promise<SourceSnapshot> {
  const tree = await retrieveTree(session, vm, signal);
  const entry = tree.find((candidate) => candidate.ref.$value === snapshot);
  if (entry === undefined) {
    throw new DroverError('platform.not-found', `The VM ${vm} has no snapshot ${snapshot}.`, {
      evidence: tree.map(({ ref, name }) => `has ${ref.$value} "${name}"`),
    });
  }
  const disks = await retrieveDisks(session, snapshotRef(snapshot), signal);
  return {
    ref: snapshot,
    name: entry.name,
    createdAt: entry.createdAt,
    quiesced: entry.quiesced,
    disks: disks.map(({ id, key, capacityBytes, changeId, file }) => ({ id, key, capacityBytes, changeId, file })),
  };
}
