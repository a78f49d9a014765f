import { randomUUID } from 'node:crypto';
import type { Preset, PresetChange, PresetInput } from '../../contract/preset.ts';
import type { Queries } from '../../prisma/database.ts';
import { holdConnections } from '../../prisma/queries/connections.ts';
import { findPlanOfPreset } from '../../prisma/queries/plans.ts';
import {
  createPreset,
  deletePreset,
  findPreset,
  findPresetByName,
  lockPreset,
  updatePreset,
} from '../../prisma/queries/presets.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { audit, type Editor } from '../http/author.ts';
import { demandMapping } from './checkMapping.ts';

/** @throws ApiError request.not-found */
export async function requirePreset(queries: Queries, id: string): Promise<Preset> {
  const preset = await findPreset(queries, id);
  if (preset !== null) return preset;
  throw new ApiError('request.not-found', `There is no mapping preset ${id}.`);
}

export async function addPreset(dependencies: ApiDependencies, input: PresetInput, author: Editor): Promise<Preset> {
  await demandMapping(dependencies, input, author.correlationId);
  return dependencies.database.prisma.$transaction(async (queries) => {
    const held = await holdConnections(queries, [input.sourceConnectionId, input.targetConnectionId]);
    if (held.length < 2) throw new ApiError('request.not-found', 'A connection of the preset was removed.');
    const preset = await createPreset(queries, { id: randomUUID(), ...input }, author.actor.name);
    if (preset === null) throw nameTaken(input.name);
    await audited(queries, author, { action: 'preset.create', before: null, after: preset });
    return preset;
  });
}

/** The target is asked outside of the transaction, so that nobody waits for it. */
export async function changePreset(
  dependencies: ApiDependencies,
  id: string,
  { change, author }: { change: PresetChange; author: Editor },
): Promise<Preset> {
  const { prisma } = dependencies.database;
  const seen = await requirePreset(prisma, id);
  author.versions.demand(seen.revision);
  const wanted = { ...seen, ...change };
  const renamesOnly = Object.keys(change).every((field) => field === 'name');
  if (!renamesOnly) await demandMapping(dependencies, wanted, author.correlationId);
  return prisma.$transaction(async (queries) => {
    await lockPreset(queries, id);
    const before = await requirePreset(queries, id);
    author.versions.demand(before.revision);
    // Only with `If-Match: *`: what was checked is not what would be written.
    if (before.revision !== seen.revision) {
      throw new ApiError('request.conflict', `The mapping preset ${before.name} was changed at the same time.`);
    }
    const named = await findPresetByName(queries, wanted.name);
    if (named !== null && named.id !== id) throw nameTaken(wanted.name);
    const preset = await updatePreset(queries, wanted, author.actor.name);
    await audited(queries, author, { action: 'preset.update', before, after: preset });
    return preset;
  });
}

export async function removePreset({ database }: ApiDependencies, id: string, author: Editor): Promise<void> {
  await database.prisma.$transaction(async (queries) => {
    await lockPreset(queries, id);
    const preset = await requirePreset(queries, id);
    author.versions.demand(preset.revision);
    const plan = await findPlanOfPreset(queries, id);
    if (plan !== null) {
      throw new ApiError('request.conflict', `The plan ${plan.name} uses the mapping preset ${preset.name}.`);
    }
    await deletePreset(queries, id);
    await audited(queries, author, { action: 'preset.delete', before: preset, after: null });
  });
}

function nameTaken(name: string): ApiError {
  return new ApiError('request.conflict', `There is a mapping preset named ${name} already.`);
}

function audited(
  queries: Queries,
  author: Editor,
  { action, before, after }: { action: string; before: Preset | null; after: Preset | null },
): Promise<void> {
  return audit(queries, author, { action, subject: `preset/${(after ?? before)?.id}`, before, after });
}
