import type { Power } from '../../../contract/vm.ts';
import type { Disk } from '../devices/disks.ts';
import { isDeltaFile } from './datastorePath.ts';

/** Object stores keep no file per disk. */
const withoutFiles = new Set(['vsan', 'vsanD', 'VVOL', 'PMEM']);

/**
 * Why the bytes of a disk cannot be read as one flat file; null when they can.
 * @param disk as the snapshot that freezes it tells it, or as it is when the VM is off
 */
export function whyNotFlat(disk: Disk, datastoreType: string, power: Power): string | null {
  if (disk.encrypted) return 'the disk is encrypted';
  if (disk.backing !== 'flat') return `its backing is ${disk.backing}, not a flat file`;
  if (disk.parents.length > 0 || isDeltaFile(disk.file)) {
    return `${disk.file} is the delta of an older snapshot; remove the snapshots that were there before`;
  }
  if (power !== 'off' && disk.mode !== 'persistent') {
    return `its mode is ${disk.mode}, which snapshots leave out; the VM must be off`;
  }
  if (disk.split) return 'the disk is split into several files';
  if (withoutFiles.has(datastoreType)) return `a ${datastoreType} datastore has no flat files`;
  return null;
}
