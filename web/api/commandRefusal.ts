import { useQuery } from '@tanstack/react-query';
import { can } from '../../contract/can.ts';
import type { Migration } from '../../contract/migration.ts';
import { api } from './api.ts';
import { useUser } from './session.ts';

/** Why who is logged in may not command a migration; null: they may, as far as the console knows. */
export type CommandRefusal = 'forbidden' | 'notYours';

export function useCommandRefusal(migration: Pick<Migration, 'projectId' | 'requestedBy'>): CommandRefusal | null {
  const user = useUser();
  const { projectId = '', requestedBy: owner } = migration;
  const may = (ownOnly: boolean) => can(user, 'migrations:command', { projectId, owner, ownOnly });
  const { data: project } = useQuery({
    queryKey: ['projects', 'one', projectId],
    queryFn: ({ signal }) => api.getProject({ params: { id: projectId }, signal }),
    // Only then does it depend on what the project says.
    enabled: projectId !== '' && may(false) && !may(true),
  });
  if (!may(false)) return 'forbidden';
  return may(project?.ownOnly ?? false) ? null : 'notYours';
}
