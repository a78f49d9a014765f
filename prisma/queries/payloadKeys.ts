import type { Queries } from '../database.ts';
import type { PayloadKey as PayloadKeyRow } from '../generated/client.ts';

export function listPayloadKeys(queries: Queries): Promise<PayloadKeyRow[]> {
  return queries.payloadKey.findMany({ orderBy: { version: 'asc' } });
}

/** Does nothing where the version is there already. */
export async function addPayloadKey(queries: Queries, row: Omit<PayloadKeyRow, 'createdAt'>): Promise<void> {
  await queries.payloadKey.createMany({ data: [row], skipDuplicates: true });
}
