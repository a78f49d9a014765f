import type { ResidueReport } from '../../contract/residue.ts';
import type { residueRoutes } from '../../contract/routes/residue.ts';
import { findMigration } from '../../prisma/queries/migrations.ts';
import { migrationWorkflowId } from '../../workflows/names.ts';
import { demandDeletionApproval } from '../approvals/demandApproval.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { removeResidue } from './removeResidue.ts';
import { visibleResidue } from './visibleResidue.ts';

export function residueHandlers(dependencies: ApiDependencies): HandlersOf<typeof residueRoutes> {
  const { workflows } = dependencies;
  const { prisma } = dependencies.database;
  const required = async (id: string) => {
    const migration = await findMigration(prisma, id);
    if (migration === null) throw new ApiError('request.not-found', `There is no migration ${id}.`);
    return migration;
  };
  return {
    async getResidue({ query, projects, correlationId }) {
      if (query.migrationId !== undefined) await required(query.migrationId);
      const argument = query.migrationId ?? null;
      const report = await workflows.ask<ResidueReport>({ type: 'residueReport', argument, correlationId });
      return projects === null ? report : visibleResidue(prisma, report, projects);
    },
    async removeResidue({ params, ...author }) {
      const migration = await required(params.migrationId);
      if (migration.endedAt === null) {
        throw new ApiError('request.conflict', 'The migration is open: cancel it, which removes what it has made.');
      }
      const { id, projectId = '', vm } = migration;
      await demandDeletionApproval(dependencies, { kind: 'migration', id, name: vm.name, projectId }, author);
      return removeResidue(dependencies, id, author);
    },
    async removeLostResidue({ params, projects, ...author }) {
      const { migrationId } = params;
      if (projects !== null) {
        const reason = 'What belongs to no project is removed by those who may command the migrations of all.';
        throw new ApiError('auth.forbidden', reason);
      }
      if ((await findMigration(prisma, migrationId)) !== null) {
        throw new ApiError(
          'request.conflict',
          `Migration ${migrationId} is known: remove what it has left as its own.`,
        );
      }
      // Its record may be lost while it runs.
      const outcome = await workflows.outcome(migrationWorkflowId(migrationId));
      if (outcome?.open) {
        throw new ApiError('request.conflict', `The run of ${migrationId} is open in Temporal: cancel it there.`);
      }
      return removeResidue(dependencies, migrationId, author);
    },
  };
}
