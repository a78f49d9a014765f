import type { Queries } from '../database.ts';
import type { Connection as ConnectionRow } from '../generated/client.ts';
import { endedStatuses } from '../migrationStatus.ts';
import { inProjects, type Projects } from './inProjects.ts';

export type { ConnectionRow };

/** By name. */
export function listConnections(queries: Queries, projects: Projects): Promise<ConnectionRow[]> {
  return queries.connection.findMany({ where: inProjects(projects), orderBy: [{ name: 'asc' }] });
}

/** With its sealed secret: for workers, which open it, and for presenters, which leave it out. */
export function findConnection(queries: Queries, id: string): Promise<ConnectionRow | null> {
  return queries.connection.findUnique({ where: { id } });
}

export function findConnectionByName(queries: Queries, name: string): Promise<ConnectionRow | null> {
  return queries.connection.findUnique({ where: { name } });
}

/** Null where the name is taken. */
export async function createConnection(
  queries: Queries,
  row: Pick<ConnectionRow, 'id' | 'name' | 'kind' | 'url' | 'fingerprint256' | 'username' | 'sealedSecret'> & {
    /** Absent: the default one. */
    projectId?: string;
  },
): Promise<ConnectionRow | null> {
  const [created] = await queries.connection.createManyAndReturn({ data: [row], skipDuplicates: true });
  return created ?? null;
}

/** Fields that are undefined stay. A test of the old settings says nothing of new ones. */
export function updateConnection(
  queries: Queries,
  id: string,
  change: Partial<
    Pick<ConnectionRow, 'projectId' | 'name' | 'url' | 'fingerprint256' | 'username' | 'sealedSecret' | 'updatedBy'>
  >,
): Promise<ConnectionRow> {
  return queries.connection.update({ where: { id }, data: { ...change, checkedAt: null, revision: { increment: 1 } } });
}

/** Holds the connections until the transaction ends, against deletion meanwhile. Returns those that exist. */
export function holdConnections(queries: Queries, ids: string[]): Promise<{ id: string; kind: string }[]> {
  return queries.$queryRaw`select id, kind from connection where id = any(${ids}) order by id for share`;
}

/** Waits for `holdConnections` of others, and keeps them waiting until the transaction ends. */
export async function lockConnection(queries: Queries, id: string): Promise<boolean> {
  const rows = await queries.$queryRaw<unknown[]>`select id from connection where id = ${id} for update`;
  return rows.length > 0;
}

/** An open migration that needs the connection. */
export function findUseOfConnection(queries: Queries, id: string): Promise<{ id: string; vmName: string } | null> {
  return queries.migration.findFirst({
    where: { status: { notIn: endedStatuses }, OR: [{ sourceConnectionId: id }, { targetConnectionId: id }] },
    select: { id: true, vmName: true },
  });
}

export async function deleteConnection(queries: Queries, id: string): Promise<void> {
  await queries.connection.deleteMany({ where: { id } });
}
