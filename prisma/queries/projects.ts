import type { ListedProject, Project, ProjectChange, ProjectInput } from '../../contract/project.ts';
import type { Queries } from '../database.ts';
import type { Project as Row } from '../generated/client.ts';
import type { Projects } from './inProjects.ts';

/** By name. */
export async function listProjects(
  queries: Queries,
  { projects, after, limit }: { projects: Projects; after?: { name: string }; limit: number },
): Promise<ListedProject[]> {
  const rows = await queries.project.findMany({
    where: { AND: [projects === null ? {} : { id: { in: projects } }, after ? { name: { gt: after.name } } : {}] },
    orderBy: { name: 'asc' },
    take: limit,
    include: { _count: { select: { connections: true } } },
  });
  const members = await countMembers(
    queries,
    rows.map(({ id }) => id),
  );
  return rows.map(({ _count: { connections }, ...row }) => ({
    ...projectOf(row),
    ...{ connections, members: members.get(row.id) ?? 0 },
  }));
}

/** By project. Who has a role by hand and others by groups is one member. */
async function countMembers(queries: Queries, projects: string[]): Promise<Map<string, number>> {
  const rows = await queries.$queryRaw<{ id: string; members: number }[]>`
    select project_id as id, count(distinct user_id)::integer as members from project_grant
    where project_id = any(${projects}) group by project_id`;
  return new Map(rows.map(({ id, members }) => [id, members]));
}

export async function findProject(queries: Queries, id: string): Promise<Project | null> {
  const row = await queries.project.findUnique({ where: { id } });
  return row && projectOf(row);
}

export function findProjectByName(queries: Queries, name: string): Promise<{ id: string; name: string } | null> {
  return queries.project.findUnique({ where: { name }, select: { id: true, name: true } });
}

/** Waits for others that change it, and keeps them waiting until the transaction ends. */
export async function lockProject(queries: Queries, id: string): Promise<void> {
  await queries.$queryRaw`select id from project where id = ${id} for update`;
}

/** Null where the name is taken. */
export async function createProject(
  queries: Queries,
  project: ProjectInput & { id: string },
  by: string,
): Promise<Project | null> {
  const data = { ...project, updatedBy: by };
  const [row] = await queries.project.createManyAndReturn({ data: [data], skipDuplicates: true });
  return row === undefined ? null : projectOf(row);
}

/** Fields that are undefined stay. */
export async function updateProject(
  queries: Queries,
  id: string,
  { change, by }: { change: ProjectChange; by: string },
): Promise<Project> {
  const data = { ...change, updatedBy: by, updatedAt: new Date(), revision: { increment: 1 } };
  return projectOf(await queries.project.update({ where: { id }, data }));
}

function projectOf({ createdAt, updatedAt, ...row }: Row): Project {
  return { ...row, createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
