import { DroverError } from '../../contract/errors.ts';
import type { KeyRotation, KeyStatus } from '../../contract/keys.ts';
import { addPayloadKey, listPayloadKeys } from '../../prisma/queries/payloadKeys.ts';
import { listSealedSecrets, replaceSeal } from '../../prisma/queries/sealedSecrets.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { type Author, audit } from '../http/author.ts';

type Parts = Pick<ApiDependencies, 'database' | 'secrets' | 'makePayloadKey'>;

/** @throws DroverError secrets.keeper-unavailable, secrets.key-refused */
export async function keyStatus({ database: { prisma }, secrets }: Parts): Promise<KeyStatus> {
  const counts = new Map<string, number>();
  for (const { sealed } of await listSealedSecrets(prisma)) {
    const keyId = secrets.keyOf(sealed);
    counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
  }
  const payloadKeys = await listPayloadKeys(prisma);
  return {
    currentKey: await secrets.currentKey(),
    keys: [...counts].map(([keyId, count]) => ({ keyId, secrets: count })),
    payloadKeys: payloadKeys.map(({ version, createdAt }) => ({ version, createdAt: createdAt.toISOString() })),
  };
}

/**
 * Closes every secret with the current key, one at a time, while everything runs: until the last one both keys open.
 * A secret that has it already is left alone, so a rotation that was cut off is repeated.
 */
export async function rotateKeys(parts: Parts, newPayloadKey: boolean, author: Author): Promise<KeyRotation> {
  const { database, secrets } = parts;
  const { prisma } = database;
  const currentKey = await secrets.currentKey();
  const failed: KeyRotation['failed'] = [];
  let resealed = 0;
  for (const secret of await listSealedSecrets(prisma)) {
    if (secrets.keyOf(secret.sealed) === currentKey) continue;
    try {
      const anew = await secrets.reseal(secret.sealed, secret.context);
      if (await replaceSeal(prisma, secret, anew)) resealed += 1;
    } catch (error) {
      // A keeper that is away would fail the others too; a secret that is lost must not keep them from going over.
      if (!(error instanceof DroverError) || error.code === 'secrets.keeper-unavailable') throw error;
      failed.push({ secret: secret.context, code: error.code });
    }
  }
  if (newPayloadKey) {
    const newest = (await listPayloadKeys(prisma)).at(-1)?.version ?? 0;
    const { version, sealed } = await parts.makePayloadKey(newest + 1);
    await addPayloadKey(prisma, { version, sealedKey: sealed });
  }
  const detail = { currentKey, resealed, failed, newPayloadKey };
  await audit(prisma, author, { action: 'keys.rotate', subject: 'keys/all', detail });
  return { resealed, failed, status: await keyStatus(parts) };
}
