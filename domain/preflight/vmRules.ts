import type { Finding } from '../../contract/finding.ts';
import type { Approach, PreflightFacts } from './facts.ts';
import { blocker, info, warning, when } from './finding.ts';
import { hasNoDisks, isSuspended, isTemplate, toolsFindings } from './vmState.ts';

/** State of the source VM as a whole (vSphere API reference, sections 2.6, 3 and 4). */
export function vmFindings({ vm, openMigration }: PreflightFacts): Finding[] {
  const name = vm.name;
  return when(
    [
      openMigration !== null,
      () =>
        blocker(
          'vm.already-migrating',
          name,
          `Migration ${openMigration} is open.`,
          'Follow, finish or cancel that migration.',
        ),
    ],
    [vm.template, () => isTemplate(name)],
    [
      vm.connection === 'inaccessible' || vm.connection === 'invalid' || vm.connection === 'orphaned',
      () =>
        blocker(
          'vm.inaccessible',
          name,
          `vCenter calls it ${vm.connection}.`,
          'Mend its datastore or registration first.',
        ),
    ],
    [
      vm.connection === 'disconnected',
      () =>
        blocker('vm.host-disconnected', name, `Its host ${vm.host} is disconnected.`, 'Reconnect the host to vCenter.'),
    ],
    [
      vm.question !== null,
      () =>
        blocker('vm.question', name, `A question waits: ${vm.question}`, 'Answer it in vCenter; it blocks every task.'),
    ],
    [
      vm.faultTolerant,
      () =>
        blocker(
          'vm.fault-tolerant',
          name,
          'Fault Tolerance is on; such VMs take no snapshot.',
          'Turn Fault Tolerance off.',
        ),
    ],
    [
      vm.encrypted,
      () =>
        blocker('vm.encrypted', name, 'The VM home is encrypted.', 'Decrypt the VM (storage policy) before moving it.'),
    ],
    [vm.power === 'suspended', () => isSuspended(name)],
    [vm.disks.length === 0, () => hasNoDisks(name)],
    [
      vm.consolidationNeeded,
      () =>
        blocker(
          'vm.consolidation-needed',
          name,
          'Disks wait for consolidation after a snapshot was removed.',
          'Run Snapshots > Consolidate in vCenter.',
        ),
    ],
    [
      vm.passthrough.length > 0,
      () =>
        blocker(
          'vm.passthrough',
          name,
          `Devices bound to its host: ${vm.passthrough.join(', ')}.`,
          'Remove these devices.',
        ),
    ],
    [
      vm.vtpm,
      () =>
        blocker(
          'vm.vtpm',
          name,
          'It has a virtual TPM, whose content cannot be moved.',
          'Suspend BitLocker and the like, note recovery keys, and remove the vTPM.',
        ),
    ],
    [
      vm.disabledMethods.includes('CreateSnapshot_Task'),
      () =>
        blocker(
          'vm.method-disabled',
          name,
          'Another product has disabled snapshots of this VM.',
          'Let it end its job, or enable the method again.',
        ),
    ],
    [
      vm.secureBoot,
      () =>
        warning(
          'vm.secure-boot',
          name,
          'Secure Boot is on.',
          'The target enrols the usual keys anew; own keys must be enrolled by hand.',
        ),
    ],
    [
      vm.firmware === 'uefi',
      () =>
        warning(
          'vm.efi-variables',
          name,
          'EFI variables are not carried over.',
          'The firmware boots the fallback path; boot entries of the guest must be made again if it has none.',
        ),
    ],
    [
      vm.hardwareVersion > 0 && vm.hardwareVersion < 7,
      () =>
        info(
          'vm.hardware-old',
          name,
          `Hardware version ${vm.hardwareVersion}.`,
          'Upgrade it to 7 or later for change tracking.',
        ),
    ],
  );
}

/** What concerns the way it is going to be moved. */
export function liveFindings({ vm, plan }: PreflightFacts, approach: Approach): Finding[] {
  const name = vm.name;
  const warm = approach.strategy === 'warm';
  const tools = vm.power === 'on' ? toolsFindings(name, vm.tools, plan.shutdown.onTimeout) : [];
  const others = when(
    [
      warm && vm.snapshots.length > 0,
      () =>
        blocker(
          'vm.snapshots',
          name,
          `Snapshots exist: ${vm.snapshots.map((snapshot) => snapshot.name).join(', ')}.`,
          'Remove them: frozen flat files and change tracking need ours to be the only one.',
        ),
    ],
    [
      !warm && vm.snapshots.length > 0,
      () =>
        blocker(
          'vm.snapshots',
          name,
          `Snapshots exist: ${vm.snapshots.map((snapshot) => snapshot.name).join(', ')}.`,
          'Remove or consolidate them: the flat file does not hold what they keep.',
        ),
    ],
    [
      warm && !vm.changeTracking.supported,
      () =>
        warning(
          'vm.tracking-unsupported',
          name,
          'It does not support changed block tracking: each round reads every disk as a whole.',
          'Expect longer deltas and downtime, and keep the source off after the final round. Upgrade its hardware version, or choose the cold strategy.',
        ),
    ],
    [
      warm && vm.changeTracking.supported && !vm.changeTracking.enabled,
      () =>
        info('vm.tracking-off', name, 'Changed block tracking is off.', 'Drover turns it on; it stays on afterwards.'),
    ],
    [
      vm.power === 'off' && plan.strategy === 'warm',
      () => info('vm.powered-off', name, 'It is powered off.', 'Nothing changes meanwhile: one round is enough.'),
    ],
  );
  return [...tools, ...others];
}
