import type { VmSpec } from '../../contract/vm.ts';
import { bytes } from '../quantities.ts';
import { printable, table } from '../table.ts';

export function renderVm(vm: VmSpec): string {
  const { changeTracking } = vm;
  const tracking = changeTracking.enabled ? 'on' : changeTracking.supported ? 'off' : 'not supported';
  return [
    `${printable(vm.name)} (${vm.ref})  ${vm.power}`,
    `path      ${printable(vm.path)}`,
    `guest     ${printable(vm.guest.fullName)}, tools ${vm.tools}`,
    `hardware  ${vm.cpus} CPUs, ${bytes(vm.memoryMiB * 1024 * 1024)}, ${vm.firmware}${vm.secureBoot ? ', Secure Boot' : ''}`,
    `tracking  ${tracking}`,
    `snapshots ${vm.snapshots.map(({ name }) => printable(name)).join(', ') || 'none'}`,
    '',
    table(
      ['DISK', 'CAPACITY', 'CONTROLLER', 'BACKING', 'MODE', 'FILE', 'ID'],
      vm.disks.map((disk) => [
        disk.label,
        bytes(disk.capacityBytes),
        disk.controller,
        disk.backing,
        disk.mode,
        disk.file,
        disk.id,
      ]),
    ),
    '',
    table(
      ['NIC', 'MODEL', 'MAC', 'NETWORK', 'CONNECTED'],
      vm.nics.map((nic) => [nic.label, nic.model, nic.mac, nic.network, nic.connected ? 'yes' : 'no']),
    ),
  ].join('\n');
}
