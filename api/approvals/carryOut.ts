import type { Approval } from '../../contract/approval.ts';
import type { Queries } from '../../prisma/database.ts';
import { findConnection } from '../../prisma/queries/connections.ts';
import { findMigration } from '../../prisma/queries/migrations.ts';
import { removeConnection } from '../connections/removeConnection.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { commandMigration } from '../migrations/commandMigration.ts';
import { removeResidue } from '../residue/removeResidue.ts';

/** Why a request is about nothing any more; null: it can be carried out. */
export async function whyObsolete(queries: Queries, approval: Approval): Promise<string | null> {
  const id = idOf(approval);
  if (approval.action === 'delete-connection') {
    const connection = await findConnection(queries, id);
    return connection === null ? `The connection ${approval.subjectName} is gone.` : null;
  }
  const migration = await findMigration(queries, id);
  if (migration === null) return `The migration of ${approval.subjectName} is gone.`;
  if (approval.action === 'remove-residue' || migration.endedAt === null) return null;
  return `The migration of ${approval.subjectName} is ${migration.status}.`;
}

/** Does what was asked for, in the name of who asked. Sent twice, a command is the same command. */
export async function carryOut(
  dependencies: ApiDependencies,
  approval: Approval,
  correlationId: string,
): Promise<void> {
  const id = idOf(approval);
  const author = { actor: { name: approval.requestedBy }, correlationId };
  if (approval.action === 'delete-connection') return removeConnection(dependencies, id, author);
  if (approval.action === 'remove-residue') {
    await removeResidue(dependencies, id, author);
    return;
  }
  const migration = await findMigration(dependencies.database.prisma, id);
  if (migration === null) return;
  const { action: name, input } = approval;
  await commandMigration(dependencies, migration, {
    ...{ name, input, ...author },
    idempotencyKey: `approval-${approval.id}`,
  });
}

function idOf({ subject }: Approval): string {
  return subject.slice(subject.indexOf('/') + 1);
}
