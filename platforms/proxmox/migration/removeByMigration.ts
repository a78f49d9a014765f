import { DroverError } from '../../../contract/errors.ts';
import type { Leftover } from '../../../contract/migration.ts';
import type { TargetVm } from '../../../ports/targetPlatform.ts';
import { onlineNodes } from '../facts/onlineNodes.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { deleteImage } from '../storage/stagedImages.ts';
import { runTask } from '../tasks/runTask.ts';
import { type Settlement, settleTasks } from '../tasks/settleTasks.ts';
import { findMigrationVms } from '../vm/findMigrationVms.ts';
import { imagePrefix } from '../vm/migrationMark.ts';
import { running, stop } from '../vm/power.ts';
import { qemu, readConfig } from '../vm/vmConfig.ts';
import { findImages, leftoverImage, leftoverVm } from './findByMigration.ts';

/**
 * Removes what carries the migration's mark, and nothing else. What the server refuses to remove comes back with its
 * reason; failures that may pass are thrown, so that the call is sent again.
 */
export async function removeByMigration(
  client: ProxmoxClient,
  migrationId: string,
  { signal, spareRunning }: { signal: AbortSignal; spareRunning?: boolean },
): Promise<Leftover[]> {
  const left: Leftover[] = [];
  await settleCreations(client, migrationId, signal);
  for (const vm of await findMigrationVms(client, migrationId, signal)) {
    if (spareRunning && (await running(client, vm, signal))) {
      left.push(leftoverVm(vm, 'It runs, and may be in use.'));
      continue;
    }
    await settleTasks(client, vm.node, ({ id, type }) => changeOf(vm, id, type), signal);
    const reason = await refusal(() => removeVm(client, vm, signal));
    if (reason !== undefined) left.push(leftoverVm(vm, reason));
  }
  for (const image of await findImages(client, migrationId, signal)) {
    const reason = await refusal(() => deleteImage(client, image.node, image.image, signal));
    if (reason !== undefined) left.push(leftoverImage(image, reason));
  }
  return left;
}

/** What is only being made does not carry the mark yet: a VM gets its tags when its task ends. */
async function settleCreations(client: ProxmoxClient, migrationId: string, signal: AbortSignal): Promise<void> {
  for (const node of await onlineNodes(client, signal)) {
    await settleTasks(
      client,
      node,
      ({ type, id, user }) => {
        if (type === 'download' && id.startsWith(imagePrefix(migrationId))) return 'stop';
        // Their ids do not tell whose they are: they may be another migration's, which goes on.
        return user === client.user && (type === 'qmcreate' || type === 'imgcopy') ? 'wait' : 'leave';
      },
      signal,
    );
  }
}

/** Imports and moves of disks that are thrown away are stopped; anything else that works on the VM is short. */
function changeOf(vm: TargetVm, id: string, type: string): Settlement {
  if (id !== String(vm.vmid)) return 'leave';
  return ['qmconfig', 'qmmove', 'resize'].includes(type) ? 'stop' : 'wait';
}

async function removeVm(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<void> {
  const gone = async () => {
    try {
      await readConfig(client, vm, signal);
      return false;
    } catch (error) {
      if (error instanceof DroverError && error.code === 'platform.not-found') return true;
      throw error;
    }
  };
  await stop(client, vm, signal);
  try {
    await runTask(
      client,
      {
        purpose: `deleting VM ${vm.vmid}`,
        node: vm.node,
        types: ['qmdestroy'],
        id: String(vm.vmid),
        // `createShell` refused ids with volumes of a former VM, so unattached volumes of this id are ours.
        send: () => qemu(client, vm, signal).$delete({ purge: true, 'destroy-unreferenced-disks': true }),
        happened: gone,
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof DroverError && error.code === 'platform.not-found' && (await gone()))) throw error;
  }
}

const passing = new Set(['platform.unreachable', 'platform.outcome-unknown', 'platform.busy', 'platform.stalled']);

async function refusal(remove: () => Promise<void>): Promise<string | undefined> {
  try {
    await remove();
    return undefined;
  } catch (error) {
    if (!(error instanceof DroverError) || passing.has(error.code)) throw error;
    return error.message;
  }
}
