import type { FetchRequest } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { runTask } from '../tasks/runTask.ts';
import { deleteImage, listImages } from './stagedImages.ts';

/**
 * Sends an image through the API, for a node that cannot fetch it. The node keeps it below `/var/tmp` until it has
 * arrived; its checksum is compared before it gets its name, so that a file of that name is a whole one.
 */
export async function uploadImage(
  client: ProxmoxClient,
  request: FetchRequest,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<void> {
  const { node, storage, fileName, sha256, content } = request;
  const image = `${storage}:import/${fileName}`;
  // What is there is of an earlier export, and would be taken for what was just sent if the reply got lost.
  await deleteImage(client, node, image, signal);
  await runTask(
    client,
    {
      purpose: `uploading ${fileName} to storage ${storage}`,
      node,
      types: ['imgcopy'],
      // Its task tells no file.
      id: '',
      progress,
      stopOnAbort: true,
      send: async () => {
        const fields = { content: 'import', 'checksum-algorithm': 'sha256', checksum: sha256 };
        const source = counted(await content.open(), (sent) => progress(sent / (content.bytes + 1)));
        const file = { name: fileName, bytes: content.bytes, content: source };
        return client.upload({ node, storage, fields, file }, signal);
      },
      happened: async () => (await listImages(client, node, storage, signal)).includes(image),
    },
    signal,
  );
}

async function* counted(content: AsyncIterable<Uint8Array>, tell: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const piece of content) {
    yield piece;
    sent += piece.length;
    tell(sent);
  }
}
