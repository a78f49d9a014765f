import { DroverError } from '../../../contract/errors.ts';
import type { TargetVm } from '../../../ports/targetPlatform.ts';
import { onlineNodes } from '../facts/onlineNodes.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { segment } from '../transport/parameters.ts';
import { carriesMark, migrationTag, parseTags } from './migrationMark.ts';
import { readConfig } from './vmConfig.ts';

/**
 * VMs of a migration, by tag and then by the whole id. Asks each node: the cluster-wide list is a broadcast some
 * seconds old and does not know a fresh VM's tags.
 */
export async function findMigrationVms(
  client: ProxmoxClient,
  migrationId: string,
  signal: AbortSignal,
): Promise<TargetVm[]> {
  const found: TargetVm[] = [];
  const online = await onlineNodes(client, signal);
  await refuseOffline(client, migrationId, online, signal);
  for (const node of online) {
    const rows: { vmid: number; tags?: string }[] = await client.api(signal).nodes.$(segment(node)).qemu.$get();
    for (const row of rows) {
      if (!parseTags(row.tags).includes(migrationTag(migrationId))) continue;
      const vm = { node, vmid: Number(row.vmid) };
      const config = await readConfigIfThere(client, vm, signal);
      if (config !== undefined && carriesMark(config, migrationId)) found.push(vm);
    }
  }
  return found;
}

async function readConfigIfThere(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal) {
  try {
    return await readConfig(client, vm, signal);
  } catch (error) {
    if (error instanceof DroverError && error.code === 'platform.not-found') return undefined;
    throw error;
  }
}

/** A VM on a node that is off can neither be read nor removed; taking it for absent would leave it there for ever. */
async function refuseOffline(
  client: ProxmoxClient,
  migrationId: string,
  online: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const rows: { vmid?: number; node?: string; tags?: string }[] = await client
    .api(signal)
    .cluster.resources.$get({ type: 'vm' });
  const beyond = rows.find(
    ({ node, tags }) => !online.includes(node ?? '') && parseTags(tags).includes(migrationTag(migrationId)),
  );
  if (beyond === undefined) return;
  throw new DroverError(
    'platform.unreachable',
    `VM ${beyond.vmid} of this migration lies on node ${beyond.node}, which is offline.`,
  );
}
