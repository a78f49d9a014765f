/** Ids of projects that a list may be of; null: all. */
export type Projects = string[] | null;

/** A condition on what has a project of its own. */
export function inProjects(projects: Projects): { projectId?: { in: string[] } } {
  return projects === null ? {} : { projectId: { in: projects } };
}
