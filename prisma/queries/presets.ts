import type { Preset } from '../../contract/preset.ts';
import type { Queries } from '../database.ts';
import type { MappingPreset, Prisma } from '../generated/client.ts';
import { containing } from './anyCase.ts';
import { inProjects, type Projects } from './inProjects.ts';

type Content = Pick<Preset, 'node' | 'storage' | 'stagingStorage' | 'pool' | 'networks' | 'datastores' | 'hardware'>;
export type PresetColumns = Content & Pick<Preset, 'id' | 'name' | 'sourceConnectionId' | 'targetConnectionId'>;

export interface PresetFilter {
  projects: Projects;
  sourceConnectionId?: string;
  targetConnectionId?: string;
  /** Part of the name, in any case. */
  search?: string;
}

/** By name. */
export async function listPresets(
  queries: Queries,
  { projects, search, after, limit, ...filter }: PresetFilter & { after?: { name: string }; limit: number },
): Promise<Preset[]> {
  const rows = await queries.mappingPreset.findMany({
    where: {
      ...filter,
      source: inProjects(projects),
      AND: [
        search === undefined ? {} : { name: containing(search) },
        after === undefined ? {} : { name: { gt: after.name } },
      ],
    },
    orderBy: { name: 'asc' },
    take: limit,
  });
  return rows.map(presetOf);
}

export async function findPreset(queries: Queries, id: string): Promise<Preset | null> {
  const row = await queries.mappingPreset.findUnique({ where: { id } });
  return row && presetOf(row);
}

/** Waits for others that change it, and keeps them waiting until the transaction ends. */
export async function lockPreset(queries: Queries, id: string): Promise<void> {
  await queries.$queryRaw`select id from mapping_preset where id = ${id} for update`;
}

/** Null where the name is taken. */
export async function createPreset(queries: Queries, preset: PresetColumns, by: string): Promise<Preset | null> {
  const data = { ...columnsOf(preset), updatedBy: by };
  const [row] = await queries.mappingPreset.createManyAndReturn({ data: [data], skipDuplicates: true });
  return row === undefined ? null : presetOf(row);
}

export async function updatePreset(queries: Queries, preset: PresetColumns, by: string): Promise<Preset> {
  const data = { ...columnsOf(preset), updatedBy: by, updatedAt: new Date(), revision: { increment: 1 } };
  return presetOf(await queries.mappingPreset.update({ where: { id: preset.id }, data }));
}

export async function deletePreset(queries: Queries, id: string): Promise<void> {
  await queries.mappingPreset.deleteMany({ where: { id } });
}

export function findPresetByName(queries: Queries, name: string): Promise<{ id: string } | null> {
  return queries.mappingPreset.findUnique({ where: { name }, select: { id: true } });
}

export function findPresetOfConnection(queries: Queries, id: string): Promise<{ name: string } | null> {
  return queries.mappingPreset.findFirst({
    where: { OR: [{ sourceConnectionId: id }, { targetConnectionId: id }] },
    select: { name: true },
  });
}

function columnsOf({ id, name, sourceConnectionId, targetConnectionId, ...preset }: PresetColumns) {
  const { node, storage, stagingStorage, pool, networks, datastores, hardware } = preset;
  const content: Content = { node, storage, stagingStorage, pool, networks, datastores, hardware };
  return { id, name, sourceConnectionId, targetConnectionId, content: content as unknown as Prisma.InputJsonObject };
}

function presetOf({ content, createdAt, updatedAt, ...row }: MappingPreset): Preset {
  return {
    ...row,
    // Written by `columnsOf` alone.
    ...(content as unknown as Content),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
