import { open } from 'node:fs/promises';
import type { Client } from '../../client/client.ts';
import type { LabSourceVm } from '../../contract/lab.ts';
import type { Migration } from '../../contract/migration.ts';
import { diskRoot } from '../../lab/vsphere/diskRoot.ts';
import type { LabOperator } from './labOperator.ts';

/** What is wrong after a migration has ended, in a sentence each; none: all is as it should be. */
export async function findFaults(
  api: Client,
  lab: LabOperator,
  migration: Migration,
  { cancelled, boots }: { cancelled: boolean; boots: boolean },
): Promise<string[]> {
  const source = await lab.sourceVm(migration.vm.name);
  const completed = migration.status === 'completed';
  const faults = completed ? await wrongBytes(lab, migration, { source, boots }) : [];
  if (completed && boots) faults.push(...(await badVerdict(lab, migration, source)));
  if (!completed && !cancelled) faults.push(`it ended as ${migration.status}`);
  const power = completed ? 'poweredOff' : 'poweredOn';
  if (source.power !== power) faults.push(`the source is ${source.power}, not ${power}`);
  if (source.snapshots.length > 0) faults.push(`snapshots are left: ${source.snapshots.join(', ')}`);
  for (const { system, ref, reason } of migration.leftovers) faults.push(`left on ${system}: ${ref} (${reason})`);
  const { items } = await api.getResidue({ query: { migrationId: migration.id } });
  // The VM that it is all about is no residue, and change tracking stays on as it is documented.
  const residue = items.filter(
    ({ kind, inUse }) =>
      !inUse && kind !== 'change-tracking' && !(completed && (kind === 'vm' || kind === 'certificate')),
  );
  for (const { system, kind, ref } of residue) faults.push(`residue on ${system}: ${kind} ${ref}`);
  const vms = await lab.targetVms(migration.vm.name);
  const expected = completed ? 1 : 0;
  if (vms.length !== expected) faults.push(`the target has ${vms.length} VMs of that name, not ${expected}`);
  for (const alarm of await lab.newAlarms()) faults.push(`alarm of the target lab: ${alarm}`);
  return faults;
}

/** The lab's own hash of the final snapshot against the product's roots, and against the bytes of the volume itself. */
async function wrongBytes(
  lab: LabOperator,
  migration: Migration,
  { source, boots }: { source: LabSourceVm; boots: boolean },
): Promise<string[]> {
  const truth = source.roots.at(-1)?.disks ?? [];
  if (truth.length === 0) return ['the source lab knows no roots of a final snapshot'];
  const faults: string[] = [];
  for (const { uuid, root, capacityBytes } of truth) {
    const disk = migration.disks.find(({ id }) => id === uuid);
    if (disk?.ledgerRoot !== root) faults.push(`disk ${uuid}: the ledger's root is not the source's`);
    if (disk?.targetRoot !== root) faults.push(`disk ${uuid}: the root read back is not the source's`);
    // A guest that was booted has written to its disk since.
    if (boots) continue;
    const held = disk?.volume == null ? null : await volumeRoot(lab.volumePath(disk.volume), capacityBytes);
    if (held !== root) faults.push(`disk ${uuid}: the volume ${disk?.volume} holds other bytes than the source`);
  }
  return faults;
}

/** What the guest found on its disk when it had booted at the target. */
async function badVerdict(lab: LabOperator, { targetVm }: Migration, source: LabSourceVm): Promise<string[]> {
  const guest = await lab.guestVerdict(targetVm?.vmid ?? 0);
  if (guest.verdict !== 'intact' || !guest.systemOk) return [`the guest's verdict: ${JSON.stringify(guest)}`];
  const [written, found] = [source.lastSequenceWritten ?? 0, guest.lastSequenceFound ?? 0];
  return found < written ? [`the guest found records up to ${found}, of ${written} acknowledged`] : [];
}

async function volumeRoot(path: string, capacityBytes: number): Promise<string> {
  await using file = await open(path, 'r');
  return await diskRoot(capacityBytes, async (offset, length) => {
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, offset);
    return bytes;
  });
}
