import { DroverError } from '../../../contract/errors.ts';
import type { TargetStorage } from '../../../contract/targetFacts.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { segment } from '../transport/parameters.ts';
import { formatsOf } from './volumeId.ts';

/** Storages of a node, as far as the login may see them. */
export async function nodeStorages(client: ProxmoxClient, node: string, signal: AbortSignal): Promise<TargetStorage[]> {
  const rows = await client.api(signal).nodes.$(segment(node)).storage.$get();
  return rows
    .filter((row) => Number(row.enabled ?? 1) === 1)
    .map((row) => ({
      node,
      name: row.storage,
      type: row.type,
      active: Number(row.active ?? 0) === 1,
      shared: Number(row.shared ?? 0) === 1,
      content: row.content.split(',').filter((content) => content !== ''),
      formats: formatsOf(row.type),
      totalBytes: Number(row.total ?? 0),
      availableBytes: Number(row.avail ?? 0),
    }));
}

/** @throws DroverError platform.not-found when the node has no such storage, or hides it */
export async function nodeStorage(
  client: ProxmoxClient,
  node: string,
  name: string,
  signal: AbortSignal,
): Promise<TargetStorage> {
  const found = (await nodeStorages(client, node, signal)).find((storage) => storage.name === name);
  if (found === undefined) {
    throw new DroverError('platform.not-found', `Node ${node} has no storage ${name} that this login may use.`);
  }
  return found;
}
