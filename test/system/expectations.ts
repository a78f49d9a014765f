import { expect } from 'vitest';
import type { LabAccess } from '../../contract/lab.ts';
import type { Migration } from '../../contract/migration.ts';
import type { DataCentres } from './dataCentres.ts';
import { eventually } from './eventually.ts';
import { control, type StartedMigration, sourceVm } from './migration.ts';
import { tracesOf } from './traces.ts';

/**
 * The lab's own roots of the last snapshot are the ledger's and those read back; the source is off and clean, and but
 * for the VM nothing of the migration is left on any system.
 */
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
  const traces = await tracesOf(centres, done);
  expect(traces.filter((trace) => trace !== `vm ${done.targetVm?.vmid}`)).toEqual([]);
}

/** After a cancel: the source as it was, and nothing of the migration on either side. */
export async function expectUntouched(centres: DataCentres, name: string, done: Migration): Promise<void> {
  expect(done.leftovers).toEqual([]);
  const source = await sourceVm(centres, name);
  expect(source.power).toBe('poweredOn');
  expect(source.snapshots).toEqual([]);
  expect(targetVms(centres)).not.toContain(name);
  // Looked at again because others, who come and go meanwhile, may be given the VM's id.
  const gone = (traces: string[]) => traces.length === 0;
  await eventually(`nothing left of ${name}`, () => tracesOf(centres, done), gone, { seconds: 10 });
}

/** Names of the VMs on the target. */
export function targetVms({ proxmox }: DataCentres): string[] {
  const { vms } = proxmox.datacenter;
  return vms.ids('pve1').map((vmid) => String(vms.read('pve1', vmid).options['name'] ?? ''));
}

/**
 * The move was warm, by the lab's own log of reads: two and more deltas ended while the guest ran, and after power-off
 * no more than the final delta was read, with the room for its audit.
 */
export async function expectWarm(centres: DataCentres, done: Migration): Promise<void> {
  const { powerHistory } = await sourceVm(centres, done.vm.ref);
  const accesses = (await control(centres.vsphere.info.controlUrl, `/access-log?vm=${done.vm.ref}`)) as LabAccess[];
  const off = powerHistory.find(({ power }) => power === 'poweredOff')?.at ?? '';
  expect(off).toMatch(/\d/);
  const rounds = Map.groupBy(
    accesses.filter(({ snapshot }) => snapshot?.includes(done.id)),
    ({ snapshot }) => snapshot,
  );
  const whileRunning = [...rounds.values()].filter((reads) =>
    reads.every(({ power, at }) => power === 'poweredOn' && at < off),
  );
  // The baseline is one of them.
  expect(whileRunning.length).toBeGreaterThanOrEqual(3);
  const finalDelta = done.disks.reduce((sum, disk) => sum + (disk.rounds.at(-1)?.changedBytes ?? 0), 0);
  const capacity = done.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0);
  const allowed = 1.2 * finalDelta + 16 * 1048576;
  // Else the bound would hold for a copy that reads everything again.
  expect(capacity).toBeGreaterThan(2 * allowed);
  const readOff = accesses.filter(({ power }) => power === 'poweredOff').reduce((sum, { bytes }) => sum + bytes, 0);
  expect(readOff).toBeLessThanOrEqual(allowed);
}

/** Bytes of one round that the source served. */
export async function bytesOfRound({ vsphere }: DataCentres, run: StartedMigration, round: number): Promise<number> {
  const accesses = (await control(vsphere.info.controlUrl, `/access-log?vm=${run.vm.id}`)) as LabAccess[];
  const ofRound = accesses.filter(({ snapshot }) => snapshot === `drover-${run.id}-${round}`);
  return ofRound.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What the source served of a disk in one round between two moments. */
interface ReadSpan {
  /** Of the disk, served before the span began. */
  known: number;
  /** Served in the span. */
  bytes: number;
  /** Of these, what was known. */
  again: number;
}

/** Of one round of a VM with one disk: up to the first moment, from each to the next, and from the last one on. */
export async function readsBetween(
  { vsphere }: DataCentres,
  run: StartedMigration,
  at: { round: number; moments: string[] },
): Promise<ReadSpan[]> {
  const accesses = (await control(vsphere.info.controlUrl, `/access-log?vm=${run.vm.id}`)) as LabAccess[];
  const ofRound = accesses.filter(({ snapshot }) => snapshot === `drover-${run.id}-${at.round}`);
  const bounds = ['', ...at.moments.toSorted(), '~'];
  const [known, block] = [new Set<number>(), 4096];
  return bounds.slice(1).map((end, index) => {
    const span = { known: known.size * block, bytes: 0, again: 0 };
    for (const { offset, bytes } of ofRound.filter((one) => one.at >= (bounds[index] ?? '') && one.at < end)) {
      span.bytes += bytes;
      for (let start = Math.floor(offset / block); start * block < offset + bytes; start += 1) {
        if (known.has(start)) span.again += block;
        known.add(start);
      }
    }
    return span;
  });
}

/** Bytes of the VM's disks that the source served, by power state. */
export async function bytesRead(centres: DataCentres, vm: string, power: 'poweredOn' | 'poweredOff'): Promise<number> {
  const path = `/access-log/summary?vm=${vm}&power=${power}`;
  return ((await control(centres.vsphere.info.controlUrl, path)) as { bytes: number }).bytes;
}
