import { Agent as HttpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'minio';
import { Agent, type Dispatcher, request } from 'undici';
import type { ArtifactInfo, ArtifactStore, ArtifactUpload, SentPart } from '../ports/artifactStore.ts';
import { artifactMissing, checkArtifactKey } from './artifactKey.ts';
import { readObject } from './readObject.ts';
import { fromS3Error, isMissingObject } from './s3Errors.ts';

export interface S3Options {
  host: string;
  port: number;
  tls: boolean;
  /** PEM: who may have signed the server's certificate, and what is shown to a server that asks for one. */
  certificates?: { ca: string | undefined; pair: { cert: string; key: string } | undefined };
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
}

/** S3 refuses smaller parts, but for the last of an object (Amazon S3 user guide, multipart upload limits). */
const minimumPart = 5 * 1024 * 1024;
/** The largest object that every S3 takes (same place). */
const maximumBytes = 5 * 1024 ** 4;
/** S3's limit of a presigned link's life. */
const longestLinkSeconds = 7 * 24 * 3600;
const partAttempts = 4;
/** MinIO lists unfinished uploads by their whole key only, so an empty object below this tells of each. */
const uploadMarks = 'uploads/';

interface LeftUpload {
  id: string;
  sent: SentPart[];
}

/** Artifacts in a bucket of S3 or something that speaks it. The bucket is made where it is missing. */
export async function openS3ArtifactStore(options: S3Options): Promise<ArtifactStore> {
  const { host, port, tls, certificates, bucket, region, accessKey, secretKey } = options;
  const { transportAgent, dispatcher } = agents(options);
  const client = new Client({ endPoint: host, port, useSSL: tls, region, accessKey, secretKey, transportAgent });
  const asked = <T>(answer: Promise<T>): Promise<T> =>
    answer.catch((error: unknown) => {
      throw fromS3Error(error, `${host}:${port}/${bucket}`);
    });
  await asked(ensureBucket(client, bucket, region));

  async function find(key: string): Promise<ArtifactInfo | null> {
    try {
      const found = await client.statObject(bucket, checkArtifactKey(key));
      return { key, bytes: found.size, modifiedAt: found.lastModified.toISOString() };
    } catch (error) {
      if (isMissingObject(error)) return null;
      throw fromS3Error(error, `${host}:${port}/${bucket}`);
    }
  }

  async function put(key: string, body: Buffer, contentType: string): Promise<ArtifactInfo> {
    await asked(client.putObject(bucket, checkArtifactKey(key), body, body.length, { 'Content-Type': contentType }));
    return (await find(key)) ?? { key, bytes: body.length, modifiedAt: new Date().toISOString() };
  }

  async function abortUploads(key: string): Promise<void> {
    for (;;) {
      const uploadId = await asked(client.findUploadId(bucket, checkArtifactKey(key)));
      if (uploadId === undefined) return;
      await asked(client.abortMultipartUpload(bucket, key, uploadId));
    }
  }

  async function bytesSent(key: string): Promise<number> {
    const uploads: { key: string; size: number }[] = [];
    for await (const upload of client.listIncompleteUploads(bucket, key, true)) uploads.push(upload);
    return uploads.filter((upload) => upload.key === key).reduce((total, { size }) => total + size, 0);
  }

  async function* list(prefix: string): AsyncGenerator<ArtifactInfo> {
    for await (const item of client.listObjectsV2(bucket, prefix, true)) {
      const { name, size, lastModified } = item as { name: string; size: number; lastModified: Date };
      yield { key: name, bytes: size, modifiedAt: lastModified.toISOString() };
    }
  }

  async function begin(key: string, contentType: string): Promise<ArtifactUpload> {
    await abortUploads(key);
    await put(`${uploadMarks}${key}`, Buffer.alloc(0), 'application/octet-stream');
    const headers = { 'Content-Type': contentType };
    const id = await asked(client.initiateNewMultipartUpload(bucket, key, headers));
    return uploadOf(key, contentType, { id, sent: [] });
  }

  async function resume(key: string, contentType: string, left: LeftUpload): Promise<ArtifactUpload | null> {
    const found = await asked(client.findUploadId(bucket, checkArtifactKey(key)));
    return found === left.id ? uploadOf(key, contentType, left) : null;
  }

  function uploadOf(key: string, contentType: string, { id, sent }: LeftUpload): ArtifactUpload {
    const tags = new Map(sent.map(({ number, tag }) => [number, tag]));
    const unmark = () => asked(client.removeObject(bucket, `${uploadMarks}${key}`));
    const abort = async () => {
      await asked(client.abortMultipartUpload(bucket, key, id));
      await unmark();
    };
    return {
      id,
      minimumPart,
      maximumBytes,
      async part(number, body, signal) {
        // A presigned PUT with an unsigned payload: hashing each part for the signature would halve the throughput.
        const query = { uploadId: id, partNumber: String(number) };
        const link = () => client.presignedUrl('PUT', bucket, key, 3600, query);
        const tag = await asked(sendPart(link, body, { signal, dispatcher }));
        tags.set(number, tag);
        return { number, tag };
      },
      async complete() {
        if (tags.size === 0) {
          await abort();
          return put(key, Buffer.alloc(0), contentType);
        }
        const etags = [...tags].sort(([a], [b]) => a - b).map(([part, etag]) => ({ part, etag }));
        await asked(client.completeMultipartUpload(bucket, key, id, etags));
        const info = await find(key);
        if (info === null) throw artifactMissing(key);
        // A mark too many is found and removed with the migration's other things.
        await unmark().catch(() => undefined);
        return info;
      },
      abort,
    };
  }

  return {
    begin,
    resume,
    put,
    async get(key, range) {
      const offset = range?.start ?? 0;
      const answer: Promise<Readable> =
        range === undefined
          ? client.getObject(bucket, checkArtifactKey(key))
          : client.getPartialObject(bucket, checkArtifactKey(key), offset, range.length);
      try {
        return await answer;
      } catch (error) {
        if (isMissingObject(error)) throw artifactMissing(key, error);
        throw fromS3Error(error, `${host}:${port}/${bucket}`);
      }
    },
    async *read(key, signal) {
      const url = await asked(client.presignedGetObject(bucket, checkArtifactKey(key), 3600));
      yield* readObject(
        { url, tls: { ca: certificates?.ca, ...certificates?.pair }, key, where: `${host}:${port}/${bucket}` },
        signal,
      );
    },
    stat: find,
    presign: (key, validSeconds) =>
      asked(client.presignedGetObject(bucket, checkArtifactKey(key), Math.min(validSeconds, longestLinkSeconds))),
    list,
    delete: (key) => asked(client.removeObject(bucket, checkArtifactKey(key))),
    async *unfinished(prefix) {
      for await (const mark of list(`${uploadMarks}${prefix}`)) {
        const key = mark.key.slice(uploadMarks.length);
        yield { key, bytes: await asked(bytesSent(key)), modifiedAt: mark.modifiedAt };
      }
    },
    async abandon(key) {
      await abortUploads(key);
      await asked(client.removeObject(bucket, `${uploadMarks}${key}`));
    },
  };
}

async function ensureBucket(client: Client, bucket: string, region: string): Promise<void> {
  if (await client.bucketExists(bucket)) return;
  try {
    await client.makeBucket(bucket, region);
  } catch (error) {
    // Two processes that start at once.
    if (!(await client.bucketExists(bucket))) throw error;
  }
}

/** Of the client and of what is sent by links; undefined: the system's trust suffices. */
function agents({ tls, certificates }: S3Options): { transportAgent?: HttpsAgent; dispatcher?: Dispatcher } {
  if (!tls || (certificates?.ca === undefined && certificates?.pair === undefined)) return {};
  const shown = { ca: certificates.ca, ...certificates.pair };
  return { transportAgent: new HttpsAgent({ ...shown, keepAlive: true }), dispatcher: new Agent({ connect: shown }) };
}

/** Sends one part and returns its entity tag. A part may be sent again at any time: the later one counts. */
async function sendPart(
  link: () => Promise<string>,
  body: Buffer,
  { signal, dispatcher }: { signal: AbortSignal; dispatcher: Dispatcher | undefined },
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      // Not `fetch`, which copies a body before it sends it.
      const answer = await request(await link(), { method: 'PUT', body, signal, dispatcher });
      const text = await answer.body.text();
      const { statusCode, headers } = answer;
      const { etag } = headers;
      if (statusCode === 200 && typeof etag === 'string') return etag.replaceAll('"', '');
      if (statusCode < 500 || attempt === partAttempts) throw new PartRefused(statusCode, text.slice(0, 300));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof PartRefused || attempt === partAttempts) throw error;
    }
    await delay(250 * 2 ** attempt, undefined, { signal });
  }
}

class PartRefused extends Error {
  constructor(status: number, text: string) {
    super(`HTTP ${status}: ${text}`);
    this.name = 'PartRefused';
  }
}
