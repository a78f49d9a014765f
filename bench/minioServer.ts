import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { minioProcess, probeMinio } from '../start/servers/minio.ts';
import { ensureMinio } from '../start/setup/minio.ts';
import { freePort } from '../start/supervisor/freePort.ts';
import { openS3ArtifactStore, type S3Options } from '../storage/s3ArtifactStore.ts';
import { withServer } from './withServer.ts';

/** Runs MinIO with its data in the folder; gives our store in a bucket of it, and how others reach the bucket. */
export async function withMinio<T>(
  folder: string,
  work: (store: Awaited<ReturnType<typeof openS3ArtifactStore>>, bucket: S3Options) => Promise<T>,
): Promise<T> {
  const keys = { accessKey: 'bench', secretKey: randomBytes(16).toString('hex') };
  const program = await ensureMinio(console.log);
  const port = await freePort();
  const data = join(folder, 'minio');
  await mkdir(data);
  const spec = minioProcess({ program, folder: data, port, ...keys, logFile: join(folder, 'minio.log') });
  return withServer(
    spec,
    () => probeMinio(port),
    async () => {
      const bucket = { host: '127.0.0.1', port, tls: false, bucket: 'bench', region: 'us-east-1', ...keys };
      return work(await openS3ArtifactStore(bucket), bucket);
    },
  );
}
