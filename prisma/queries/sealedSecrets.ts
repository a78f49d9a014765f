import type { Queries } from '../database.ts';

/** A stored secret, whatever it belongs to. */
export interface SealedSecret {
  table: 'connection' | 'connection_draft' | 'payload_key';
  id: string;
  /** What it is bound to (`ports/secretStore.ts`). */
  context: string;
  sealed: string;
}

/** All of them: an instance has some hundreds at most. */
export function listSealedSecrets(queries: Queries): Promise<SealedSecret[]> {
  return queries.$queryRaw`
    select 'connection' as "table", id, 'connection/' || id as context, sealed_secret as sealed from connection
    union all
    select 'connection_draft', id, 'connection/' || connection_id, sealed_secret from connection_draft
    union all
    select 'payload_key', version::text, 'payload-key/' || version, sealed_key from payload_key
    order by 1, 2`;
}

/** Puts another seal on the same secret. False where somebody has stored another one meanwhile, which is left alone. */
export async function replaceSeal(
  queries: Queries,
  { table, id, sealed }: SealedSecret,
  resealed: string,
): Promise<boolean> {
  const rows = {
    connection: () =>
      queries.$executeRaw`update connection set sealed_secret = ${resealed} where id = ${id} and sealed_secret = ${sealed}`,
    connection_draft: () =>
      queries.$executeRaw`update connection_draft set sealed_secret = ${resealed} where id = ${id} and sealed_secret = ${sealed}`,
    payload_key: () =>
      queries.$executeRaw`update payload_key set sealed_key = ${resealed} where version = ${Number(id)} and sealed_key = ${sealed}`,
  };
  return (await rows[table]()) === 1;
}
