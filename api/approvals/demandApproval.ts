import type { CommandInput } from '../../contract/command.ts';
import type { CommandName, Migration } from '../../contract/migration.ts';
import { findConnection } from '../../prisma/queries/connections.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import type { Author } from '../http/author.ts';
import { requireProject } from '../projects/editProject.ts';
import { approvalFor, unattendedRetry } from './approvalPolicy.ts';
import { holdForApproval } from './askApproval.ts';

/**
 * Lets a command through that its project lets one person give; else makes a request for approval.
 * @throws ApiError approval.needed | approval.unattended | command.refused
 */
export async function demandApproval(
  { database }: Pick<ApiDependencies, 'database'>,
  migration: Migration,
  { name, input, author }: { name: CommandName; input: CommandInput; author: Author },
): Promise<void> {
  const project = await requireProject(database.prisma, migration.projectId ?? '');
  const reason = input.plan === undefined ? null : unattendedRetry(project, migration, input.plan);
  if (reason !== null) throw new ApiError('approval.unattended', reason);
  const action = approvalFor(project, name);
  if (action === null) return;
  const { id, status, stage, allowed, vm } = migration;
  if (!allowed.includes(name)) {
    throw new ApiError('command.refused', `A migration that is ${status} does not accept ${name}.`, {
      state: { status, stage, allowed },
    });
  }
  const { at } = input;
  const wanted = { project, action, subject: `migration/${id}`, subjectName: vm.name, input: at ? { at } : {} };
  await holdForApproval(database, wanted, author);
}

/** The same for the removal of what a migration has left, and of a connection. @throws ApiError approval.needed */
export async function demandDeletionApproval(
  { database }: Pick<ApiDependencies, 'database'>,
  what: { kind: 'connection' | 'migration'; id: string; name: string; projectId: string },
  author: Author,
): Promise<void> {
  const project = await requireProject(database.prisma, what.projectId);
  if (!project.approveDeletion) return;
  const action = what.kind === 'connection' ? 'delete-connection' : 'remove-residue';
  const wanted = { project, action, subject: `${what.kind}/${what.id}`, subjectName: what.name, input: {} } as const;
  await holdForApproval(database, wanted, author);
}

/** The project that a plan's source belongs to. @throws ApiError request.not-found */
export async function projectOfSource({ database }: Pick<ApiDependencies, 'database'>, connectionId: string) {
  const source = await findConnection(database.prisma, connectionId);
  return requireProject(database.prisma, source?.projectId ?? '');
}
