import type { ResidueReport } from '../../contract/residue.ts';
import type { residueRoutes } from '../../contract/routes/residue.ts';
import { findMigration } from '../../prisma/queries/migrations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import type { HandlersOf } from '../http/handlers.ts';

export function residueHandlers({ database, workflows }: ApiDependencies): HandlersOf<typeof residueRoutes> {
  const { prisma } = database;
  const required = async (id: string) => {
    const migration = await findMigration(prisma, id);
    if (migration === null) throw new ApiError('request.not-found', `There is no migration ${id}.`);
    return migration;
  };
  return {
    async getResidue({ query, correlationId }) {
      if (query.migrationId !== undefined) await required(query.migrationId);
      const argument = query.migrationId ?? null;
      return workflows.ask<ResidueReport>({ type: 'residueReport', argument, correlationId });
    },
    async removeResidue({ params, ...author }) {
      const { id, endedAt } = await required(params.migrationId);
      if (endedAt === null) {
        throw new ApiError('request.conflict', 'The migration is open: cancel it, which removes what it has made.');
      }
      const event = { action: 'residue.remove', subject: `migration/${id}` };
      await audit(prisma, author, { ...event, outcome: 'intended' });
      const { correlationId } = author;
      const left = await workflows.ask<ResidueReport>({ type: 'removeResidue', argument: id, correlationId });
      await audit(prisma, author, { ...event, detail: { left: left.items.length } });
      return left;
    },
  };
}
