import type { MigrationMark } from '../../../ports/targetPlatform.ts';
import { onlineNodes } from '../facts/onlineNodes.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { nodeStorages } from '../storage/nodeStorages.ts';
import { listImages } from '../storage/stagedImages.ts';
import { segment } from '../transport/parameters.ts';
import { imagePrefix, migrationTag, parseTags } from '../vm/migrationMark.ts';

/** By tags and file names alone: a few lists, however many migrations are asked for. */
export async function findMarked(
  client: ProxmoxClient,
  migrationIds: readonly string[],
  signal: AbortSignal,
): Promise<MigrationMark[]> {
  const byTag = new Map(migrationIds.map((id) => [migrationTag(id), id]));
  const found = new Map<string, MigrationMark>();
  const add = (migrationId: string | undefined, kind: MigrationMark['kind']) => {
    if (migrationId !== undefined) found.set(`${kind} ${migrationId}`, { migrationId, kind });
  };
  for (const node of await onlineNodes(client, signal)) {
    const rows: { tags?: string }[] = await client.api(signal).nodes.$(segment(node)).qemu.$get();
    for (const tag of rows.flatMap(({ tags }) => parseTags(tags))) add(byTag.get(tag), 'vm');
    for (const { name, active, content } of await nodeStorages(client, node, signal)) {
      if (!active || !content.includes('import')) continue;
      for (const image of await listImages(client, node, name, signal)) {
        const file = image.slice(`${name}:import/`.length);
        add(
          migrationIds.find((id) => file.startsWith(imagePrefix(id))),
          'image',
        );
      }
    }
  }
  return [...found.values()];
}
