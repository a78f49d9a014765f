import { DroverError } from '../../../contract/errors.ts';
import type { FetchRequest } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { runTask } from '../tasks/runTask.ts';
import { segment } from '../transport/parameters.ts';
import { imagePrefix } from '../vm/migrationMark.ts';
import { deleteImage, listImages } from './stagedImages.ts';

/**
 * Lets the node fetch an image over HTTP(S) and check its SHA-256. A file of that name with the same checksum is
 * success without a download; one with another checksum is a former export of ours and is replaced.
 */
export async function fetchImage(
  client: ProxmoxClient,
  request: FetchRequest,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<string> {
  const { node, storage, fileName } = request;
  if (
    !fileName.startsWith(imagePrefix(request.migrationId)) ||
    !/^[A-Za-z0-9\-.+=_]+\.(qcow2|raw|vmdk)$/.test(fileName)
  ) {
    throw new DroverError('internal', `${fileName} is no name for a staged image of migration ${request.migrationId}.`);
  }
  const image = `${storage}:import/${fileName}`;
  try {
    await download(client, request, signal, progress);
  } catch (error) {
    if (!/refusing to override/i.test(error instanceof DroverError ? textOf(error) : '')) throw error;
    await deleteImage(client, node, image, signal);
    await download(client, request, signal, progress);
  }
  if (!(await listImages(client, node, storage, signal)).includes(image)) {
    throw new DroverError('platform.protocol', `${image} is not there after its download.`);
  }
  return image;
}

async function download(
  client: ProxmoxClient,
  request: FetchRequest,
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<void> {
  const { node, storage, fileName, url, sha256, verifyCertificate } = request;
  await runTask(
    client,
    {
      purpose: `downloading ${fileName} to storage ${storage}`,
      node,
      types: ['download'],
      id: fileName,
      progress,
      stopOnAbort: true,
      send: () =>
        client.api(signal).nodes.$(segment(node)).storage.$(segment(storage))['download-url'].$post({
          content: importContent(),
          filename: fileName,
          url,
          checksum: sha256,
          'checksum-algorithm': 'sha256',
          'verify-certificates': verifyCertificate,
        }),
      // A file alone does not say that its checksum was checked: asking again costs nothing when it was.
      happened: async () => false,
    },
    signal,
  );
}

/** proxmox-api's types are those of 8.1, before `import` became a content type. */
function importContent(): 'iso' {
  return 'import' as 'iso';
}

function textOf(error: DroverError): string {
  return [error.message, ...error.evidence].join('\n');
}
