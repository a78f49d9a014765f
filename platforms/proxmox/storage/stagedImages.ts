import { DroverError } from '../../../contract/errors.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { runTask } from '../tasks/runTask.ts';
import { segment } from '../transport/parameters.ts';
import { storageOf } from './volumeId.ts';

/** Volume ids of the images in a storage's `import` content. */
export async function listImages(
  client: ProxmoxClient,
  node: string,
  storage: string,
  signal: AbortSignal,
): Promise<string[]> {
  const rows = await content(client, node, storage, signal).$get({ content: 'import' });
  return rows.map(({ volid }) => volid);
}

/** Gone already is success. Needs `Datastore.Allocate`. */
export async function deleteImage(
  client: ProxmoxClient,
  node: string,
  image: string,
  signal: AbortSignal,
): Promise<void> {
  const storage = storageOf(image);
  const gone = async () => !(await listImages(client, node, storage, signal)).includes(image);
  if (await gone()) return;
  try {
    await runTask(
      client,
      {
        purpose: `deleting ${image}`,
        node,
        types: ['imgdel'],
        // The id names the storage but not the image, so the list of images tells more than the list of tasks.
        id: image,
        send: () => content(client, node, storage, signal).$(segment(image)).$delete({}),
        happened: gone,
      },
      signal,
    );
  } catch (error) {
    const missing = error instanceof DroverError && error.code === 'platform.not-found';
    if (!missing || !(await gone())) throw error;
  }
}

function content(client: ProxmoxClient, node: string, storage: string, signal: AbortSignal) {
  return client.api(signal).nodes.$(segment(node)).storage.$(segment(storage)).content;
}
