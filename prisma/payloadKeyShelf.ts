import type { PayloadKeyShelf } from '../ports/payloadKeys.ts';
import type { Database } from './database.ts';
import { addPayloadKey, listPayloadKeys } from './queries/payloadKeys.ts';

export function createPayloadKeyShelf({ prisma }: Database): PayloadKeyShelf {
  return {
    async list() {
      return (await listPayloadKeys(prisma)).map(({ version, sealedKey }) => ({ version, sealed: sealedKey }));
    },
    add: ({ version, sealed }) => addPayloadKey(prisma, { version, sealedKey: sealed }),
  };
}
