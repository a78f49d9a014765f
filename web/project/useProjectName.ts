import { useQuery } from '@tanstack/react-query';
import { projectList } from '../api/projectQueries.ts';

/** The name of a project, where there is more than one to tell apart. */
export function useProjectName(id: string | undefined): string | null {
  const { data: projects = [] } = useQuery(projectList);
  if (projects.length < 2) return null;
  return projects.find((project) => project.id === id)?.name ?? null;
}
