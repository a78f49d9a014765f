import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { faultNumber } from '../../faults/faultSwitch.ts';
import { ApiError, badParameters, die } from '../http/apiError.ts';
import { readMultipart } from '../http/multipart.ts';
import type { Call, Permission, Route } from '../http/route.ts';
import { nodeParam, optionalBoolean, storageParam } from '../schema/formats.ts';
import { flag, optionalText, text } from '../schema/params.ts';
import type { ParamSchemas, Params } from '../schema/types.ts';
import { validateParams } from '../schema/validateParams.ts';
import { download, openUrl } from '../storage/download.ts';
import { type Checksum, checksumAlgorithms, fileTarget, hashFile, placeFile } from '../storage/receiveFile.ts';
import { humanSize } from '../storage/sizes.ts';
import type { ContentType } from '../storage/storageBackend.ts';

const checksumParameters: ParamSchemas = {
  checksum: { type: 'string', optional: true, requires: 'checksum-algorithm' },
  'checksum-algorithm': { type: 'string', optional: true, enum: checksumAlgorithms, requires: 'checksum' },
};
const contentParam = { type: 'string', enum: ['iso', 'vztmpl', 'import'] } as const;
const mayFetch: Permission = {
  anyOf: [
    { path: '/nodes/{node}', privileges: ['Sys.AccessNetwork'] },
    { path: '/', privileges: ['Sys.Audit', 'Sys.Modify'] },
  ],
};
const urlParam = { type: 'string', pattern: /^https?:\/\/.*/ } as const;

export const fileRoutes: Route[] = [
  {
    method: 'POST',
    path: '/nodes/{node}/storage/{storage}/download-url',
    permission: { allOf: [{ path: '/storage/{storage}', privileges: ['Datastore.AllocateTemplate'] }, mayFetch] },
    parameters: {
      node: nodeParam,
      storage: storageParam,
      ...checksumParameters,
      content: contentParam,
      filename: { type: 'string', maxLength: 255 },
      url: urlParam,
      compression: { type: 'string', optional: true, enum: ['gz', 'lzo', 'zst', 'bz2'] },
      'verify-certificates': optionalBoolean,
    },
    handler: downloadUrl,
  },
  {
    method: 'POST',
    path: '/nodes/{node}/storage/{storage}/upload',
    permission: { path: '/storage/{storage}', privileges: ['Datastore.AllocateTemplate'] },
    parameters: {},
    readsBody: true,
    handler: upload,
  },
  {
    method: 'GET',
    path: '/nodes/{node}/query-url-metadata',
    permission: mayFetch,
    parameters: { node: nodeParam, url: urlParam, 'verify-certificates': optionalBoolean },
    handler: async ({ params }) => {
      const url = text(params, 'url');
      const verifyCertificates = flag(params, 'verify-certificates', true);
      const response = await openUrl({ url, verifyCertificates, method: 'HEAD' });
      response.resume();
      return {
        filename: new URL(url).pathname.split('/').at(-1),
        size: Number(response.headers['content-length'] ?? 0),
        mimetype: response.headers['content-type'],
      };
    },
  },
];

function checksumOf(params: Params): Checksum | undefined {
  const expected = optionalText(params, 'checksum');
  return expected === undefined ? undefined : { algorithm: text(params, 'checksum-algorithm'), expected };
}

function downloadUrl({ datacenter, identity, params }: Call): string {
  const node = text(params, 'node');
  const storage = text(params, 'storage');
  // The schema allows only contents that are of this type.
  const content = text(params, 'content') as ContentType;
  const { name, path } = fileTarget(datacenter.storages.on(node, storage), content, text(params, 'filename'));
  const checksum = checksumOf(params);
  const url = new URL(text(params, 'url'));
  return datacenter.tasks.start({ node, type: 'download', id: name, identity }, async (task) => {
    if (params['compression'] !== undefined) throw die(`decompression not supported for ${content}`);
    if (existsSync(path)) {
      const same = checksum && (await hashFile(path, checksum.algorithm)) === checksum.expected.toLowerCase();
      if (!same) throw die(`refusing to override existing file '${path}'`);
      task.log('OK, got correct file already, no need to re-download');
      return;
    }
    // A signed address is a secret in itself: only its plain part is logged.
    task.log(`downloading ${url.origin}${url.pathname} to ${path}`);
    if (datacenter.faults.strike('storage-full', { storage })) throw die('download failed: No space left on device');
    const doom = datacenter.faults.strike('download-fails', { storage });
    const failsAt = doom ? faultNumber(doom, 'percent', 0) : Number.POSITIVE_INFINITY;
    const part = `${path}.tmp_dwnl.${task.upid.split(':')[2]}`;
    let shown = 0;
    try {
      await mkdir(dirname(path), { recursive: true });
      const verifyCertificates = flag(params, 'verify-certificates', true);
      await download({ url: url.href, verifyCertificates, signal: task.signal }, part, (percent, bytes) => {
        if (percent >= failsAt) throw die('download failed: Connection reset by peer');
        task.progress(percent);
        if (percent - shown < 5) return;
        shown = percent;
        task.log(`${Math.floor(bytes / 1024)}K .......... ${percent.toFixed(0)}%`);
      });
      if (datacenter.faults.strike('download-corrupt', { storage })) await spoilFirstByte(part);
      await placeFile(task, part, { path, content, checksum });
    } finally {
      await rm(part, { force: true });
    }
    task.log(`download of '${url.origin}${url.pathname}' to '${path}' finished`);
  });
}

async function upload({ datacenter, identity, params, request }: Call): Promise<string> {
  const node = text(params, 'node');
  const storage = text(params, 'storage');
  if (request.headers['content-length'] === undefined)
    throw new ApiError(501, 'chunked transfer encoding not supported');
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) {
    // The real handler dies here without any reply.
    request.socket.destroy();
    throw new ApiError(500, 'upload without multipart/form-data');
  }
  const arrived = join(datacenter.dir, 'var', 'tmp', `pveupload-${randomBytes(16).toString('hex')}`);
  await mkdir(dirname(arrived), { recursive: true });
  try {
    if (datacenter.faults.strike('storage-full', { storage }))
      throw die('error writing upload: No space left on device');
    const { fields, filename } = await readMultipart(request, boundary, () => createWriteStream(arrived));
    if (datacenter.faults.strike('upload-fails', { storage }))
      throw die(`write '${arrived}' failed: No space left on device`);
    const schemas: ParamSchemas = { content: contentParam, ...checksumParameters };
    const checked = validateParams(fields, schemas);
    if (filename === undefined) throw badParameters({ filename: 'property is missing and it is not optional' });
    const content = text(checked, 'content') as ContentType;
    const { path } = fileTarget(datacenter.storages.on(node, storage), content, filename);
    const { size } = await stat(arrived);
    return datacenter.tasks.start({ node, type: 'imgcopy', id: '', identity }, async (task) => {
      task.log(`starting file import from: ${arrived}`);
      task.log(`target node: ${node}`);
      task.log(`target file: ${path}`);
      task.log(`file size is: ${humanSize(size)}`);
      task.progress(0);
      await placeFile(task, arrived, { path, content, checksum: checksumOf(checked) });
      task.progress(100);
      task.log('finished file import successfully');
    });
  } catch (error) {
    await rm(arrived, { force: true });
    throw error;
  }
}

async function spoilFirstByte(path: string): Promise<void> {
  await using file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, 0);
  await file.write(Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, 0);
}
