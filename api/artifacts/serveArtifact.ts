import { pipeline } from 'node:stream/promises';
import type { RequestHandler } from 'express';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { parseByteRange } from './byteRange.ts';

/** GET and HEAD by signed link, with ranges: for target platforms that fetch images, and for downloads. */
export function serveArtifact({ artifacts, links }: ApiDependencies): RequestHandler {
  return async (request, response) => {
    const segments = request.params['key'];
    const key = Array.isArray(segments) ? segments.join('/') : (segments ?? '');
    const { expires, signature } = request.query;
    if (typeof expires !== 'string' || typeof signature !== 'string') {
      throw new ApiError('artifact.link-invalid', 'The link has no signature.');
    }
    links.check(key, { expires, signature });
    const info = await artifacts.stat(key);
    if (info === null) throw new ApiError('artifact.missing', `There is no artifact ${key}.`);

    const range = parseByteRange(request.headers.range, info.bytes);
    response.set({
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      'content-disposition': `attachment; filename="${key.split('/').at(-1)}"`,
      'last-modified': new Date(info.modifiedAt).toUTCString(),
    });
    response.type(key.endsWith('.json') ? 'application/json' : 'application/octet-stream');
    if (range === 'unsatisfiable') {
      response.status(416).set('content-range', `bytes */${info.bytes}`).end();
      return;
    }
    const { start, length } = range ?? { start: 0, length: info.bytes };
    response.status(range === null ? 200 : 206).set('content-length', String(length));
    if (range !== null) response.set('content-range', `bytes ${start}-${start + length - 1}/${info.bytes}`);
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    const body = await artifacts.get(key, range ?? undefined);
    await pipeline(body, response).catch((error: unknown) => {
      // A client that hangs up is no failure of ours.
      if (!request.destroyed && !response.destroyed) throw error;
    });
  };
}
