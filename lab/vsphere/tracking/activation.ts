import type { Machine } from '../machines/machine.ts';
import { isTrackable } from '../machines/machineDisk.ts';
import { newEpoch } from './changeId.ts';

/**
 * Makes requested change tracking effective. vSphere does so only when the machine is stunned: power-on, resume,
 * creation or removal of a snapshot; at once while it is powered off.
 */
export function activateTracking(machine: Machine): void {
  for (const disk of machine.disks) {
    if (!machine.changeTracking || !isTrackable(disk)) disk.epoch = undefined;
    else disk.epoch ??= newEpoch(machine.moment);
  }
}

/** Begins new epochs: all change ids given so far become stale. The next snapshot already belongs to the new ones. */
export function resetTracking(machine: Machine, diskKey?: number): void {
  for (const disk of machine.disks) {
    if (disk.epoch !== undefined && (diskKey === undefined || disk.key === diskKey)) {
      disk.epoch = newEpoch(machine.moment + 1);
    }
  }
}
