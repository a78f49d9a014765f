import { DroverError } from '../../../contract/errors.ts';
import type { FetchRequest } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { runTask } from '../tasks/runTask.ts';
import { segment } from '../transport/parameters.ts';
import { imagePrefix } from '../vm/migrationMark.ts';
import { deleteImage, listImages } from './stagedImages.ts';
import { uploadImage } from './uploadImage.ts';

/**
 * Lets the node fetch an image over HTTP(S) and check its SHA-256. A file of that name with the same checksum is
 * success without a download; one with another checksum is a former export of ours and is replaced. To a node that
 * cannot reach the store the image is sent through the API.
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
  const url = reachableUrl(client, request);
  try {
    if (url === null) await uploadImage(client, request, signal, progress);
    else await replace(client, { ...request, url }, signal, progress);
  } catch (error) {
    if (url === null || !cannotReach(error)) throw error;
    await uploadImage(client, request, signal, progress);
  }
  if (!(await listImages(client, node, storage, signal)).includes(image)) {
    throw new DroverError('platform.protocol', `${image} is not there although its transfer ended well.`);
  }
  return image;
}

/** Null: the node has no way to the store. A loopback address leads a node to itself. */
function reachableUrl(client: ProxmoxClient, { url }: FetchRequest): string | null {
  if (url === null || (isLoopback(url) && !isLoopback(client.origin))) return null;
  return url;
}

function isLoopback(url: string): boolean {
  return /^(localhost|127\.[\d.]+|\[::1\])$/i.test(new URL(url).hostname);
}

/** wget's words, and its exit codes 4 (network) and 5 (certificate). What a server answered is another matter. */
function cannotReach(error: unknown): boolean {
  return (
    error instanceof DroverError &&
    /exit code [45]\b|refused|timed out|ETIMEDOUT|No route to host|E(HOST|NET)UNREACH|network is unreachable|unable to resolve|ENOTFOUND|EAI_AGAIN|certificate/i.test(
      textOf(error),
    )
  );
}

async function replace(
  client: ProxmoxClient,
  request: FetchRequest & { url: string },
  signal: AbortSignal,
  progress: (fraction: number) => void,
): Promise<void> {
  const { node, storage, fileName } = request;
  try {
    await download(client, request, signal, progress);
  } catch (error) {
    if (!/refusing to override/i.test(error instanceof DroverError ? textOf(error) : '')) throw error;
    await deleteImage(client, node, `${storage}:import/${fileName}`, signal);
    await download(client, request, signal, progress);
  }
}

async function download(
  client: ProxmoxClient,
  request: FetchRequest & { url: string },
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
