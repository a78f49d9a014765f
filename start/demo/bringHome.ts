import type { LabWitness } from './labWitness.ts';
import { migrationVms } from './migrationVms.ts';
import { demoTag, demoVmName } from './plan.ts';
import type { TargetLab } from './targetLab.ts';

/**
 * Makes the labs ready for the demo to be run again, as an operator would: what its ended runs have made at the target
 * goes, and the guest runs at the source. Says in one line what it did; of a fresh lab it does nothing.
 */
export async function bringHome(
  witness: LabWitness,
  target: TargetLab,
  { ended, announce }: { ended: string[]; announce: (line: string) => void },
): Promise<void> {
  const removed = await clear(target, ended);
  const isOff = (await witness.sourceVm(demoVmName)).power !== 'poweredOn';
  if (isOff) await witness.powerOnSource(demoVmName);
  const done = [
    ...removed.map((vmid) => `VM ${vmid} of the last demo is removed from the Proxmox lab`),
    ...(isOff ? [`${demoVmName} is powered on again in the vSphere lab`] : []),
  ];
  if (done.length > 0) announce(`To move ${demoVmName} again, ${done.join(', and ')}`);
}

/** Not what migrations of the same guest have made that somebody else began. */
async function clear(target: TargetLab, migrationIds: string[]): Promise<number[]> {
  const removed: number[] = [];
  for (const id of migrationIds) {
    for (const { node, vmid, running, tags } of await migrationVms(target, id)) {
      if (!tags.includes(demoTag)) continue;
      const path = `/nodes/${node}/qemu/${vmid}`;
      if (running) await target.task('POST', `${path}/status/stop`);
      await target.task('DELETE', `${path}?destroy-unreferenced-disks=1`);
      removed.push(vmid);
    }
  }
  return removed;
}
