import type { TargetVm, TargetVolume } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { runTask } from '../tasks/runTask.ts';
import { parseProperties } from '../vm/propertyString.ts';
import { qemu, readConfig, type VmConfig, writeConfig } from '../vm/vmConfig.ts';
import { describeVolume } from './describeVolume.ts';

/** Where a volume is attached while it grows: `resize` knows volumes by their slot alone. Nothing of ours is there else. */
const slot = 'scsi30';

/** The VM is off, so that being attached for a moment changes nothing for anybody. */
export async function growVolume(
  client: ProxmoxClient,
  vm: TargetVm,
  { volume, capacityBytes }: { volume: string; capacityBytes: number },
  signal: AbortSignal,
): Promise<TargetVolume> {
  const fits = async () => (await describeVolume(client, vm.node, volume, signal)).sizeBytes >= capacityBytes;
  if (!(await fits())) {
    if (volumeAt(slot, await readConfig(client, vm, signal)) !== volume) await attach(client, vm, volume, signal);
    await runTask(
      client,
      {
        purpose: `growing volume ${volume}`,
        node: vm.node,
        types: ['resize'],
        id: String(vm.vmid),
        // Without a suffix the server counts in bytes.
        send: () => qemu(client, vm, signal).resize.$put({ disk: slot, size: String(capacityBytes) }),
        happened: fits,
      },
      signal,
    );
  }
  // Also what an earlier call that died has left attached.
  if (volumeAt(slot, await readConfig(client, vm, signal)) === volume) await detach(client, vm, signal);
  return describeVolume(client, vm.node, volume, signal);
}

function attach(client: ProxmoxClient, vm: TargetVm, volume: string, signal: AbortSignal): Promise<void> {
  const made = (config: VmConfig) => volumeAt(slot, config) === volume;
  return writeConfig(client, vm, { purpose: `attaching ${volume}`, change: { [slot]: volume }, made }, signal);
}

/** The volume stays, as one that is unused. */
function detach(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<void> {
  const made = (config: VmConfig) => config[slot] === undefined;
  return writeConfig(client, vm, { purpose: `detaching ${slot}`, change: { delete: slot }, made }, signal);
}

function volumeAt(key: string, config: VmConfig): string | undefined {
  return parseProperties(String(config[key] ?? ''), 'file').get('file');
}
