import type { Data } from '../vim/values.ts';
import { macAddress } from './deviceList.ts';
import { fileStem, type Machine } from './machine.ts';

export function toolsAreRunning(machine: Machine): boolean {
  const { tools } = machine.spec;
  if (machine.power() !== 'poweredOn' || tools === 'notInstalled' || tools === 'notRunning') return false;
  // The agent of a live guest runs before its first record.
  return machine.backing.kind !== 'qemu' || (machine.backing.lastSequenceWritten() ?? 0) > machine.sequenceAtPowerOn;
}

const versions: Record<Machine['spec']['tools'], { status2: string; status: string; tools: string }> = {
  current: { status2: 'guestToolsCurrent', status: 'guestToolsCurrent', tools: 'toolsOk' },
  unmanaged: { status2: 'guestToolsUnmanaged', status: 'guestToolsUnmanaged', tools: 'toolsOk' },
  old: { status2: 'guestToolsSupportedOld', status: 'guestToolsNeedUpgrade', tools: 'toolsOld' },
  notRunning: { status2: 'guestToolsCurrent', status: 'guestToolsCurrent', tools: 'toolsNotRunning' },
  notInstalled: { status2: 'guestToolsNotInstalled', status: 'guestToolsNotInstalled', tools: 'toolsNotInstalled' },
};

export function toolsStatus(machine: Machine): Data {
  const version = versions[machine.spec.tools];
  const running = toolsAreRunning(machine);
  return {
    toolsStatus: running || version.tools === 'toolsNotInstalled' ? version.tools : 'toolsNotRunning',
    toolsVersionStatus: version.status,
    toolsVersionStatus2: version.status2,
    toolsRunningStatus: running ? 'guestToolsRunning' : 'guestToolsNotRunning',
  };
}

/** `VirtualMachine.guest`: what Tools said; cleared while the machine is off. */
export function guestInfo(machine: Machine): Data {
  const running = toolsAreRunning(machine);
  const state = machine.power() === 'poweredOn' ? (running ? 'running' : 'unknown') : 'notRunning';
  const base = { $type: 'GuestInfo', ...toolsStatus(machine), guestState: state, guestOperationsReady: running };
  if (!running) return base;
  const addresses = machine.spec.nics.map((_, index) => guestAddress(machine, index));
  return {
    ...base,
    toolsVersion: '12389',
    toolsInstallType: machine.spec.tools === 'unmanaged' ? 'guestToolsTypeOpenVMTools' : 'guestToolsTypeMSI',
    guestId: machine.spec.guestId,
    guestFamily: machine.spec.guestId.startsWith('win') ? 'windowsGuest' : 'linuxGuest',
    guestFullName: machine.spec.guestFullName,
    hostName: hostName(machine),
    ipAddress: addresses[0],
    net: machine.spec.nics.map((nic, index) => ({
      network: nic.network,
      ipAddress: [guestAddress(machine, index)],
      macAddress: macAddress(machine, nic, index),
      connected: nic.connected ?? true,
      deviceConfigId: 4000 + index,
      ipConfig: { ipAddress: [{ ipAddress: guestAddress(machine, index), prefixLength: 24, state: 'preferred' }] },
    })),
    ipStack: [
      {
        dnsConfig: {
          dhcp: false,
          hostName: hostName(machine),
          domainName: 'lab.example',
          ipAddress: ['192.0.2.53'],
          searchDomain: ['lab.example'],
        },
      },
    ],
    disk: [{ diskPath: '/', capacity: 1 << 26, freeSpace: 1 << 25, filesystemType: 'ext4' }],
    guestStateChangeSupported: true,
    interactiveGuestOperationsReady: false,
  };
}

export function hostName(machine: Machine): string {
  return fileStem(machine.spec.name)
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-');
}

/** An address of the documentation range 198.51.100.0/24 and beyond it, by number. */
export function guestAddress(machine: Machine, index: number): string {
  return `198.51.${100 + index}.${Number(machine.id.replace(/\D/g, '')) % 250}`;
}
