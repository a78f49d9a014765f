import { json } from 'node:stream/consumers';
import type { Certificate } from '../../contract/certificate.ts';
import type { Migration } from '../../contract/migration.ts';
import type { ArtifactStore } from '../../ports/artifactStore.ts';
import { ApiError } from '../http/apiError.ts';

/** The stored document as it was signed, by whatever release. @throws DroverError request.not-found | artifact.missing */
export async function readCertificate(artifacts: ArtifactStore, migration: Migration): Promise<Certificate> {
  if (migration.certificateId === null) {
    throw new ApiError('request.not-found', `Migration ${migration.id} is ${migration.status}: it has no certificate.`);
  }
  return (await json(await artifacts.get(migration.certificateId))) as Certificate;
}
