import { roleSchema } from '../../contract/permission.ts';
import type { Grant } from '../../contract/project.ts';
import type { Queries } from '../database.ts';

/** A user with what says what they may do. */
export interface KnownUser {
  id: string;
  name: string;
  kind: string;
  /** In every project, and of the instance; null: `grants` alone. */
  role: string | null;
  grants: { role: string; project: { id: string; name: string }; groupRole: { group: string } | null }[];
}

/** By the name of the project. */
export const grantsOfUser = {
  select: {
    role: true,
    project: { select: { id: true, name: true } },
    groupRole: { select: { group: true } },
  },
  orderBy: { project: { name: 'asc' } },
} as const;

/** Columns of it. */
export const knownUser = { id: true, name: true, kind: true, role: true, grants: grantsOfUser } as const;

export function findGrants(queries: Queries, userId: string): Promise<KnownUser['grants']> {
  const { select, orderBy } = grantsOfUser;
  return queries.projectGrant.findMany({ where: { userId }, select, orderBy });
}

/** As the API tells of them. */
export function grantsOf(rows: KnownUser['grants']): Grant[] {
  return rows.map(({ role, project, groupRole }) => ({
    projectId: project.id,
    projectName: project.name,
    role: roleSchema.parse(role),
    group: groupRole?.group ?? null,
  }));
}
