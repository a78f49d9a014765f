import { expect } from 'vitest';
import type { Migration } from '../../contract/migration.ts';
import type { DataCentres } from './dataCentres.ts';
import { control, sourceVm } from './migration.ts';

/** The lab's own roots of the last snapshot are the ledger's and those read back; the source is off and clean. */
export async function expectProven(centres: DataCentres, name: string, done: Migration): Promise<void> {
  const source = await sourceVm(centres, name);
  expect(source.power).toBe('poweredOff');
  expect(source.snapshots).toEqual([]);
  const truth = source.roots.at(-1)?.disks ?? [];
  expect(truth).toHaveLength(done.disks.length);
  for (const disk of truth) {
    const moved = done.disks.find((candidate) => candidate.id === disk.uuid);
    expect(moved).toMatchObject({ ledgerRoot: disk.root, targetRoot: disk.root });
  }
}

/** After a cancel: the source as it was, and nothing of the migration on either side. */
export async function expectUntouched(centres: DataCentres, name: string, done: Migration): Promise<void> {
  expect(done.leftovers).toEqual([]);
  const source = await sourceVm(centres, name);
  expect(source.power).toBe('poweredOn');
  expect(source.snapshots).toEqual([]);
  expect(targetVms(centres)).not.toContain(name);
}

/** Names of the VMs on the target. */
export function targetVms({ proxmox }: DataCentres): string[] {
  const { vms } = proxmox.datacenter;
  return vms.ids('pve1').map((vmid) => String(vms.read('pve1', vmid).options['name'] ?? ''));
}

/** Bytes of the VM's disks that the source served, by power state. */
export async function bytesRead(centres: DataCentres, vm: string, power: 'poweredOn' | 'poweredOff'): Promise<number> {
  const path = `/access-log/summary?vm=${vm}&power=${power}`;
  return ((await control(centres.vsphere.info.controlUrl, path)) as { bytes: number }).bytes;
}
