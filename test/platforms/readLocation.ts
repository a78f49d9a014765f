import { createHash } from 'node:crypto';
import https from 'node:https';
import type { ExportStream, RangeLocation } from '../../ports/diskLocation.ts';
import { collect } from './collect.ts';

/** Reads a range as a plain client does, to see whether a location is good. */
export async function readRange(location: RangeLocation, offset: number, length: number): Promise<Buffer> {
  const first = await get(location, await location.authorisation(false), { offset, length });
  const answer =
    first.status === 401 ? await get(location, await location.authorisation(true), { offset, length }) : first;
  if (answer.status === 206) return answer.body;
  throw new Error(`HTTP ${answer.status}`);
}

function get(
  location: RangeLocation,
  authorisation: Record<string, string>,
  range: { offset: number; length: number },
): Promise<{ status: number | undefined; body: Buffer }> {
  const headers = { ...authorisation, Range: `bytes=${range.offset}-${range.offset + range.length - 1}` };
  return new Promise((resolve, reject) => {
    https
      .get(location.url, { headers, rejectUnauthorized: false, agent: false }, async (response) => {
        const chunks = await collect<Buffer>(response);
        resolve({ status: response.statusCode, body: Buffer.concat(chunks) });
      })
      .on('error', reject);
  });
}

/** Reads an export to its end and says what the manifest must agree with. */
export async function drain(stream: ExportStream): Promise<{ bytes: number; sha1: string; head: Buffer }> {
  const hash = createHash('sha1');
  let bytes = 0;
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of stream.body) {
    if (bytes === 0) head = Buffer.from(chunk);
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha1: hash.digest('hex'), head };
}
