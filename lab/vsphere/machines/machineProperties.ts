import { entityProperties, type ManagedObject } from '../objects/managedObject.ts';
import { snapshotInfo } from '../snapshots/snapshotTree.ts';
import { fieldsOf } from '../vim/schema.ts';
import type { Data, Ref } from '../vim/values.ts';
import { ref } from '../vim/values.ts';
import { fileInfo, machineConfig } from './configInfo.ts';
import { guestAddress, guestInfo, hostName, toolsAreRunning, toolsStatus } from './guestInfo.ts';
import type { Machine } from './machine.ts';

/** The machine as PropertyCollector sees it. */
export class MachineObject implements ManagedObject {
  readonly ref: Ref;
  readonly machine: Machine;
  readonly #entity: Record<string, (() => unknown) | undefined>;

  constructor(machine: Machine) {
    this.ref = machine.ref;
    this.machine = machine;
    this.#entity = {
      ...entityProperties({ name: () => machine.name, parent: () => machine.placement.folder }),
      recentTask: () => machine.recentTasks,
      disabledMethod: () => disabledMethods(machine),
    };
  }

  property(name: string): unknown {
    const { machine } = this;
    switch (name) {
      case 'capability':
        return capability(machine);
      case 'config':
        return machineConfig(machine);
      case 'storage':
        return machine.spec.inaccessible === true ? undefined : storage(machine);
      case 'environmentBrowser':
        return ref('EnvironmentBrowser', `envbrowser-${machine.id.replace(/\D/g, '')}`);
      case 'resourcePool':
        return machine.spec.template === true ? undefined : machine.placement.host.resourcePool;
      case 'runtime':
        return runtime(machine);
      case 'guest':
        return guestInfo(machine);
      case 'summary':
        return summary(machine);
      case 'datastore':
        return [machine.placement.datastore.ref];
      case 'network':
        return networks(machine);
      case 'snapshot':
        return snapshotInfo(machine);
      case 'rootSnapshot':
        return machine.snapshots.filter((one) => one.parent === undefined).map((one) => one.ref);
      case 'guestHeartbeatStatus':
        return toolsAreRunning(machine) ? 'green' : 'gray';
      default:
        return Object.hasOwn(this.#entity, name) ? this.#entity[name]?.() : undefined;
    }
  }
}

function networks(machine: Machine): Ref[] {
  const names = new Set(machine.spec.nics.map((nic) => nic.network));
  return machine.placement.datacenter.networks.filter((one) => names.has(one.spec.name)).map((one) => one.ref);
}

function hardwareNumber(machine: Machine): number {
  return Number(machine.spec.hardwareVersion.replace(/\D/g, ''));
}

function capability(machine: Machine): Data {
  const fields = fieldsOf('VirtualMachineCapability') ?? [];
  const supported = fields
    .filter((field) => field.required && field.type.name === 'boolean')
    .map((field) => [field.name, true] as const);
  return {
    $type: 'VirtualMachineCapability',
    ...Object.fromEntries(supported),
    changeTrackingSupported: hardwareNumber(machine) >= 7,
    secureBootSupported: machine.spec.firmware === 'efi',
  };
}

export function connectionState(machine: Machine): string {
  if (machine.spec.inaccessible === true) return 'inaccessible';
  return (machine.placement.host.spec.connection ?? 'connected') === 'connected' ? 'connected' : 'disconnected';
}

function runtime(machine: Machine): Data {
  return {
    $type: 'VirtualMachineRuntimeInfo',
    host: machine.placement.host.ref,
    connectionState: connectionState(machine),
    powerState: machine.power(),
    faultToleranceState: 'notConfigured',
    toolsInstallerMounted: false,
    bootTime: machine.power() === 'poweredOn' ? machine.bootedAt : undefined,
    question: question(machine),
    numMksConnections: 0,
    recordReplayState: 'inactive',
    onlineStandby: false,
    consolidationNeeded: machine.consolidationNeeded,
    maxCpuUsage: machine.spec.cpus * 2600,
    maxMemoryUsage: machine.spec.memoryMiB,
    paused: false,
    snapshotInBackground: false,
  };
}

function question(machine: Machine): Data | undefined {
  if (machine.question === undefined) return undefined;
  return {
    id: '1',
    text: machine.question,
    choice: {
      choiceInfo: [
        { label: 'Cancel', summary: 'Cancel', key: '0' },
        { label: 'I Copied It', summary: 'I Copied It', key: '2' },
      ],
      defaultIndex: 1,
    },
    message: [{ id: 'msg.uuid.altered', text: machine.question }],
  };
}

function usage(machine: Machine): { committed: number; uncommitted: number; unshared: number } {
  const capacity = machine.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0);
  const thick = machine.disks.reduce((sum, disk) => sum + (disk.spec.thin === false ? disk.capacityBytes : 0), 0);
  const committed = thick + Math.floor((capacity - thick) / 2);
  return { committed, uncommitted: capacity - committed, unshared: committed };
}

function storage(machine: Machine): Data {
  return {
    perDatastoreUsage: [{ datastore: machine.placement.datastore.ref, ...usage(machine) }],
    timestamp: machine.changeVersion,
  };
}

function summary(machine: Machine): Data {
  const { spec } = machine;
  const known = spec.inaccessible !== true;
  return {
    $type: 'VirtualMachineSummary',
    vm: machine.ref,
    runtime: runtime(machine),
    guest: {
      guestId: spec.guestId,
      guestFullName: spec.guestFullName,
      ...toolsStatus(machine),
      ...(toolsAreRunning(machine) ? { hostName: hostName(machine), ipAddress: guestAddress(machine, 0) } : {}),
    },
    config: {
      name: machine.name,
      template: spec.template ?? false,
      vmPathName: String(fileInfo(machine)['vmPathName']),
      memorySizeMB: known ? spec.memoryMiB : undefined,
      numCpu: known ? spec.cpus : undefined,
      numEthernetCards: known ? spec.nics.length : undefined,
      numVirtualDisks: known ? machine.disks.length : undefined,
      uuid: known ? machine.uuid : undefined,
      instanceUuid: known ? machine.instanceUuid : undefined,
      guestId: known ? spec.guestId : undefined,
      guestFullName: known ? spec.guestFullName : undefined,
      annotation: known ? machine.annotation : undefined,
      tpmPresent: spec.tpm ?? false,
      hwVersion: spec.hardwareVersion,
    },
    storage: { ...usage(machine), timestamp: machine.changeVersion },
    quickStats: {
      overallCpuUsage: machine.power() === 'poweredOn' ? 40 : 0,
      guestMemoryUsage: 0,
      hostMemoryUsage: 0,
      guestHeartbeatStatus: toolsAreRunning(machine) ? 'green' : 'gray',
    },
    overallStatus: 'green',
  };
}

/** Methods that make no sense in the present power state, as vCenter lists them. */
function disabledMethods(machine: Machine): string[] {
  if (machine.spec.template === true) return ['PowerOnVM_Task', 'ReconfigVM_Task', 'CreateSnapshot_Task', 'ExportVm'];
  return machine.power() === 'poweredOn'
    ? ['PowerOnVM_Task', 'ExportVm', 'Destroy_Task']
    : ['PowerOffVM_Task', 'SuspendVM_Task', 'ResetVM_Task', 'ShutdownGuest'];
}
