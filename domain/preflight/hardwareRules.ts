import type { Finding } from '../../contract/finding.ts';
import { bootOrder, chooseNode, mapController } from '../mapping.ts';
import type { PreflightFacts } from './facts.ts';
import { blocker, info, warning, when } from './finding.ts';

export function hardwareFindings({ plan, vm, target }: PreflightFacts): Finding[] {
  const controller = mapController(plan, vm);
  const virtio = controller === 'virtio' || plan.hardware.nic === 'virtio';
  const boot = bootOrder(vm)[0];
  const buses = new Set(vm.disks.map((disk) => disk.controller));
  const node = target.nodes.find((entry) => entry.name === chooseNode(plan, target));
  return when(
    [
      virtio && !plan.hardware.driversConfirmed,
      () =>
        blocker(
          'hardware.virtio-drivers',
          vm.name,
          boot?.bus === 'nvme' && plan.hardware.controller === 'keep'
            ? 'Its NVMe disks become virtio-scsi, and nothing shows that the guest has the driver.'
            : 'The plan asks for virtio, and nothing shows that the guest has the drivers.',
          'Check the guest and set `hardware.driversConfirmed`, or keep its hardware.',
        ),
    ],
    [
      controller === 'lsi' && vm.firmware === 'uefi',
      () =>
        blocker(
          'hardware.lsi-uefi',
          vm.name,
          'OVMF does not boot from an LSI controller.',
          'Move the boot disk to PVSCSI at the source, or choose virtio.',
        ),
    ],
    [
      buses.size > 1,
      () =>
        warning(
          'hardware.mixed-controllers',
          vm.name,
          `Disks hang on ${[...buses].join(', ')}; the target has one controller model.`,
          `All become ${controller}; device names in the guest may change.`,
        ),
    ],
    [
      vm.coresPerSocket > 0 && vm.cpus % vm.coresPerSocket !== 0,
      () =>
        warning(
          'hardware.cpu-topology',
          vm.name,
          `${vm.cpus} CPUs do not divide by ${vm.coresPerSocket} cores a socket.`,
          'One socket is used.',
        ),
    ],
    [
      node !== undefined && vm.cpus > node.cpus,
      () =>
        blocker(
          'hardware.cpus',
          vm.name,
          `${vm.cpus} CPUs, the node has ${node?.cpus}.`,
          'Choose another node, or fewer CPUs at the source.',
        ),
    ],
    [
      node !== undefined && vm.memoryMiB * 1048576 > node.memoryBytes,
      () =>
        blocker(
          'hardware.memory',
          vm.name,
          `${vm.memoryMiB} MiB of memory, more than the node has.`,
          'Choose another node.',
        ),
    ],
    [
      true,
      () =>
        info(
          'guest.agent',
          vm.name,
          'Whether the guest carries the QEMU guest agent shows only after boot.',
          'Install qemu-guest-agent before, then Drover reports the guest as up.',
        ),
    ],
  );
}
