import { deleteConnection, lockConnection } from '../../prisma/queries/connections.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Author } from '../http/author.ts';
import { auditConnection } from './auditConnection.ts';
import { requireConnection } from './find.ts';
import { refuseWhileUsed, refuseWithPreset } from './refusals.ts';

/** @throws ApiError request.not-found | request.conflict while something needs it */
export async function removeConnection(
  { database }: Pick<ApiDependencies, 'database'>,
  id: string,
  author: Author,
): Promise<void> {
  await database.prisma.$transaction(async (queries) => {
    await lockConnection(queries, id);
    const row = await requireConnection(queries, id);
    await refuseWhileUsed(queries, row);
    await refuseWithPreset(queries, row);
    await deleteConnection(queries, id);
    await auditConnection(queries, author, { action: 'connection.delete', before: row, after: null });
  });
}
