import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { finished } from 'node:stream/promises';
import { die } from '../http/apiError.ts';

const redirectCap = 5;

export interface DownloadRequest {
  url: string;
  verifyCertificates: boolean;
  signal?: AbortSignal;
}

/** Opens a URL as wget does, following redirects. @throws ApiError with the server's answer or the connection's error. */
export async function openUrl(
  request: DownloadRequest & { method: 'GET' | 'HEAD' },
  depth = 0,
): Promise<IncomingMessage> {
  const { url, method, verifyCertificates, signal } = request;
  const target = new URL(url);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const secure = target.protocol === 'https:';
    const options = { method, ...(signal ? { signal } : {}), headers: { 'User-Agent': 'Wget/1.25.0' } };
    const call = secure
      ? httpsRequest(target, { ...options, rejectUnauthorized: verifyCertificates }, resolve)
      : httpRequest(target, options, resolve);
    call.on('error', (error) => reject(die(`download failed: ${error.message}`)));
    call.end();
  });
  const status = response.statusCode ?? 0;
  const { location } = response.headers;
  if (status >= 300 && status < 400 && location !== undefined && depth < redirectCap) {
    response.resume();
    return openUrl({ ...request, url: new URL(location, target).href }, depth + 1);
  }
  if (status !== 200) {
    response.resume();
    throw die(`download failed: server answered ${status} ${response.statusMessage ?? ''}`.trimEnd());
  }
  return response;
}

/**
 * Fetches into a file.
 * @param onPercent called as bytes arrive, with 0 when the server names no length; may throw to break off.
 */
export async function download(
  request: DownloadRequest,
  file: string,
  onPercent: (percent: number, bytes: number) => void,
): Promise<void> {
  const response = await openUrl({ ...request, method: 'GET' });
  const length = Number(response.headers['content-length'] ?? 0);
  const sink = createWriteStream(file, { mode: 0o644 });
  let bytes = 0;
  try {
    for await (const chunk of response) {
      bytes += (chunk as Buffer).length;
      onPercent(length > 0 ? (100 * bytes) / length : 0, bytes);
      if (!sink.write(chunk)) await once(sink, 'drain');
    }
    if (length > 0 && bytes < length) throw die(`download failed: connection closed at byte ${bytes} of ${length}`);
    sink.end();
    await finished(sink);
  } catch (error) {
    response.destroy();
    sink.destroy();
    throw error;
  }
}
