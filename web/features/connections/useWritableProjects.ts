import { useQuery } from '@tanstack/react-query';
import { can } from '../../../contract/can.ts';
import type { ListedProject } from '../../../contract/project.ts';
import { projectList } from '../../api/projectQueries.ts';
import { useUser } from '../../api/session.ts';

/** Projects that the user may add connections to, by name. */
export function useWritableProjects(): ListedProject[] {
  const user = useUser();
  const { data = [] } = useQuery(projectList);
  return data.filter(({ id }) => can(user, 'connections:write', { projectId: id }));
}
