import type { Finding } from '../../contract/finding.ts';
import type { DiskSpec } from '../../contract/vm.ts';
import type { Approach, PreflightFacts } from './facts.ts';
import { blocker, info, when } from './finding.ts';

/** Each disk by itself (vSphere API reference, section 4: which backings can move). */
export function diskFindings(facts: PreflightFacts, approach: Approach): Finding[] {
  const ids = new Set(facts.vm.disks.map((disk) => disk.id));
  const strangers = facts.plan.disks.filter((mapping) => !ids.has(mapping.diskId));
  return [
    ...facts.vm.disks.flatMap((disk) => oneDisk(disk)),
    ...facts.vm.disks.flatMap((disk) => transportOf(disk, facts, approach)),
    ...strangers.map((mapping) =>
      blocker(
        'plan.unknown-disk',
        mapping.diskId,
        'The plan maps a disk that the VM does not have.',
        'Take the disk ids from the inventory.',
      ),
    ),
  ];
}

function oneDisk(disk: DiskSpec): Finding[] {
  const at = disk.label;
  return when(
    [
      disk.mode.startsWith('independent'),
      () =>
        blocker(
          'disk.independent',
          at,
          `Its mode is ${disk.mode}: snapshots leave it out.`,
          'Set it to dependent (persistent) while the VM is off.',
        ),
    ],
    [
      disk.mode === 'nonpersistent',
      () => blocker('disk.nonpersistent', at, 'Its writes are thrown away at power-off.', 'Set it to persistent.'),
    ],
    [
      disk.mode === 'other',
      () =>
        blocker(
          'disk.mode',
          at,
          'Its mode is undoable or append: what it writes lies in a redo log that no snapshot freezes.',
          'Set it to dependent (persistent) while the VM is off.',
        ),
    ],
    [
      disk.backing === 'rdm-physical',
      () =>
        blocker(
          'disk.rdm-physical',
          at,
          'Raw device mapping in physical mode: no snapshot, no tracking.',
          'Convert it to a virtual disk, or attach the LUN on the target by hand.',
        ),
    ],
    [
      disk.backing === 'rdm-virtual',
      () =>
        blocker(
          'disk.rdm-virtual',
          at,
          'Raw device mapping in virtual mode has no flat file to read.',
          'Convert it to a virtual disk by storage migration.',
        ),
    ],
    [
      disk.backing === 'raw-device',
      () => blocker('disk.raw-device', at, 'It is a raw device of its host.', 'Copy its content to a virtual disk.'),
    ],
    [
      disk.backing === 'pmem',
      () => blocker('disk.pmem', at, 'It lives in persistent memory.', 'Move it to a datastore.'),
    ],
    [
      disk.backing === 'legacy',
      () =>
        blocker(
          'disk.legacy-format',
          at,
          'Its format is older than change ids.',
          'Migrate it to a current datastore, which converts it.',
        ),
    ],
    [
      disk.shared,
      () =>
        blocker(
          'disk.shared',
          at,
          'Several VMs may write to it.',
          'Stop sharing it, or move the cluster by its own means.',
        ),
    ],
    [disk.encrypted, () => blocker('disk.encrypted', at, 'It is encrypted.', 'Decrypt it by its storage policy.')],
    [disk.capacityBytes === 0, () => blocker('disk.empty', at, 'Its capacity is 0 bytes.', 'Remove it.')],
    [
      disk.capacityBytes % 512 !== 0,
      () =>
        blocker(
          'disk.odd-sectors',
          at,
          `Its capacity of ${disk.capacityBytes} bytes is no multiple of 512.`,
          'Extend it to whole sectors.',
        ),
    ],
    [
      disk.capacityBytes % 1048576 !== 0,
      () =>
        info(
          'disk.odd-size',
          at,
          `Its capacity of ${disk.capacityBytes} bytes is no multiple of 1 MiB.`,
          'Nothing: the volume may be larger, the tail is zero.',
        ),
    ],
  );
}

function transportOf(disk: DiskSpec, facts: PreflightFacts, approach: Approach): Finding[] {
  const probe = facts.probes.find((entry) => entry.diskId === disk.id && entry.transport === approach.transport);
  if (probe === undefined || probe.problem === null) return [];
  return [
    blocker(
      'disk.transport',
      disk.label,
      `Reading over ${approach.transport} failed: ${probe.problem}`,
      'Choose another transport in the plan, or mend what the evidence names.',
    ),
  ];
}
