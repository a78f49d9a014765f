import type { TargetVm } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { runTask } from '../tasks/runTask.ts';
import type { TaskWait } from '../tasks/waitForTask.ts';
import { segment } from '../transport/parameters.ts';

/** A VM's configuration as the server tells it: numbers and strings, `digest` changing with each write. */
export type VmConfig = Readonly<Record<string, string | number | undefined>>;
/** What to set; `delete` names keys to drop. */
export type ConfigChange = Record<string, string | number | boolean>;

/** @throws DroverError platform.not-found */
export async function readConfig(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<VmConfig> {
  return asConfig(await qemu(client, vm, signal).config.$get());
}

export interface ConfigWrite extends TaskWait {
  change: ConfigChange;
  /** Whether a configuration shows that the change was made. */
  made(config: VmConfig): boolean;
}

/** Changes a configuration as a task, so that slow storages do not run into the proxy's 30 s. */
export async function writeConfig(
  client: ProxmoxClient,
  vm: TargetVm,
  write: ConfigWrite,
  signal: AbortSignal,
): Promise<void> {
  const { change, made, ...wait } = write;
  await runTask(
    client,
    {
      ...wait,
      node: vm.node,
      types: ['qmconfig'],
      id: String(vm.vmid),
      send: () => qemu(client, vm, signal).config.$post(asParameters(change)),
      happened: async () => made(await readConfig(client, vm, signal)),
    },
    signal,
  );
}

export function qemu(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal) {
  return client.api(signal).nodes.$(segment(vm.node)).qemu.$(vm.vmid);
}

/** Keys of drives that hold a guest's disk; CD-ROMs are told apart by `media`. */
export const diskKey = /^(scsi|virtio|sata|ide)\d+$/;

/** proxmox-api's generated type spells the numbered keys only up to some index; the server sends a flat map. */
function asConfig(reply: object): VmConfig {
  return reply as VmConfig;
}

/** As above: the keys that we send are checked by the server against its schema. */
function asParameters(change: ConfigChange): object {
  return change;
}
