import { useQuery } from '@tanstack/react-query';
import { can } from '../../contract/can.ts';
import type { Migration } from '../../contract/migration.ts';
import { projectList } from '../api/projectQueries.ts';
import { useUser } from '../api/session.ts';

/** Why the user may not command a migration; null: they may. `notYours`: its project keeps operators to their own. */
export function useCommandRefusal({
  projectId = '',
  requestedBy: owner,
}: Pick<Migration, 'projectId' | 'requestedBy'>): 'forbidden' | 'notYours' | null {
  const user = useUser();
  const { data: projects = [] } = useQuery(projectList);
  const ownOnly = projects.find(({ id }) => id === projectId)?.ownOnly ?? false;
  if (!can(user, 'migrations:command', { projectId })) return 'forbidden';
  return can(user, 'migrations:command', { projectId, owner, ownOnly }) ? null : 'notYours';
}
