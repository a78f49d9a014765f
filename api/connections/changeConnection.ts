import { randomUUID } from 'node:crypto';
import type { ConnectionTest } from '../../contract/connection.ts';
import type { ConnectionChange } from '../../contract/routes/connections.ts';
import { addConnectionDraft, dropConnectionDraft } from '../../prisma/queries/connectionDrafts.ts';
import {
  type ConnectionRow,
  findConnectionByName,
  lockConnection,
  updateConnection,
} from '../../prisma/queries/connections.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import type { Author } from '../http/author.ts';
import type { Versions } from '../http/versions.ts';
import { auditConnection } from './auditConnection.ts';
import { requireConnection } from './find.ts';
import { nameTaken, refuseWhileUsed, refuseWithPreset } from './refusals.ts';

interface Edit {
  change: ConnectionChange;
  author: Author;
  versions: Versions;
}

export async function changeConnection(
  { database, secrets }: ApiDependencies,
  id: string,
  { change, author, versions }: Edit,
): Promise<ConnectionRow> {
  const { password, ...columns } = change;
  const sealedSecret = password === undefined ? undefined : await secrets.seal(password, `connection/${id}`);
  return database.prisma.$transaction(async (queries) => {
    await lockConnection(queries, id);
    const before = await requireConnection(queries, id);
    versions.demand(before.revision);
    const moves = change.projectId !== undefined && change.projectId !== before.projectId;
    if (moves) await refuseWhileUsed(queries, before, 'projectId');
    if (moves) await refuseWithPreset(queries, before, 'projectId');
    if (change.url !== undefined && change.url !== before.url) await refuseWhileUsed(queries, before, 'url');
    demandSecret(before, change);
    const named = change.name === undefined ? null : await findConnectionByName(queries, change.name);
    if (named !== null && named.id !== id) throw nameTaken(named.name);
    const changed = await updateConnection(queries, id, { ...columns, sealedSecret, updatedBy: author.actor.name });
    await auditConnection(queries, author, { action: 'connection.update', before, after: changed });
    return changed;
  });
}

/** Tests settings that are not saved. The workflow gets the id of a row, never a secret. */
export async function testChange(
  { database: { prisma }, secrets, workflows }: ApiDependencies,
  connectionId: string,
  { change, correlationId }: { change: ConnectionChange; correlationId: string },
): Promise<ConnectionTest> {
  const row = await requireConnection(prisma, connectionId);
  demandSecret(row, change);
  const { password, url = row.url, username = row.username, fingerprint256 = row.fingerprint256 } = change;
  const sealedSecret =
    password === undefined ? row.sealedSecret : await secrets.seal(password, `connection/${connectionId}`);
  const id = `draft/${randomUUID()}`;
  await addConnectionDraft(prisma, { id, connectionId, url, username, fingerprint256, sealedSecret });
  try {
    return await workflows.ask<ConnectionTest>({ type: 'testConnection', argument: id, correlationId });
  } finally {
    await dropConnectionDraft(prisma, id);
  }
}

/** A stored password goes to the server that it was given for, and to no other. */
function demandSecret(before: ConnectionRow, change: ConnectionChange): void {
  if (change.url === undefined || change.url === before.url || change.password !== undefined) return;
  const issues = [{ path: 'body.password', message: 'is needed anew for another address' }];
  throw new ApiError(
    'request.invalid',
    `The stored password of ${before.name} is not sent to another address: give it anew.`,
    { issues },
  );
}
