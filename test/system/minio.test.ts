import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'minio';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestMinio, useMinio } from '../support/minio.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { expectProven } from './expectations.ts';
import { completed, migrate } from './migration.ts';

const bucket = `drover-${randomUUID()}`;
let centres: DataCentres;
let minio: TestMinio;
let folder: string;

beforeAll(async () => {
  minio = await useMinio();
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  const secretFile = join(folder, 's3');
  await writeFile(secretFile, minio.secretKey, { mode: 0o600 });
  centres = await openDataCentres({
    environment: {
      DROVER_ARTIFACTS: `s3+http://${minio.host}:${minio.port}/${bucket}`,
      DROVER_S3_ACCESS_KEY: minio.accessKey,
      DROVER_S3_SECRET_KEY_FILE: secretFile,
    },
  });
});
afterAll(async () => {
  await centres?.close();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  ['https', 'herd-03'],
  ['nfc', 'herd-04'],
] as const)(
  'cold, staged through MinIO, read over %s: proven, and only the certificate is kept',
  async (transport, name) => {
    const done = await completed(await migrate(centres, name, { strategy: 'cold', route: 'staged', transport }));
    expect(done.leftovers).toEqual([]);
    await expectProven(centres, name, done);
    expect(await keys(done.id)).toEqual([`certificates/${done.id}.json`]);
  },
);

/** Objects that belong to a migration, also uploads that were begun and not ended. */
async function keys(id: string): Promise<string[]> {
  const { host, port, accessKey, secretKey } = minio;
  const client = new Client({ endPoint: host, port, useSSL: false, accessKey, secretKey });
  const found: string[] = [];
  for await (const object of client.listObjectsV2(bucket, '', true)) found.push(String(object.name));
  for await (const upload of client.listIncompleteUploads(bucket, '', true)) found.push(`begun ${upload.key}`);
  return found.filter((key) => key.includes(id));
}
