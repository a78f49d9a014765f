import type { MappingFinding } from '../../contract/preset.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import { judgeMapping, type Mapping } from '../../domain/bulk/mappingRules.ts';
import { listSourcePlaces } from '../../prisma/queries/inventory.ts';
import { requireConnection } from '../connections/find.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';

export interface PlacedMapping extends Mapping {
  sourceConnectionId: string;
  targetConnectionId: string;
}

/** Asks the target what it has, and the inventory what the source has. @throws what a question to a worker may */
export async function checkMapping(
  { database, workflows }: ApiDependencies,
  mapping: PlacedMapping,
  correlationId: string,
): Promise<MappingFinding[]> {
  const source = await requireConnection(database.prisma, mapping.sourceConnectionId, 'vsphere');
  const target = await requireConnection(database.prisma, mapping.targetConnectionId, 'proxmox');
  const facts = await workflows.ask<TargetFacts>({ type: 'describeTarget', argument: target.id, correlationId });
  return judgeMapping(mapping, facts, await listSourcePlaces(database.prisma, source.id));
}

/** @throws ApiError mapping.refused with each bad row */
export async function demandMapping(
  dependencies: ApiDependencies,
  mapping: PlacedMapping,
  correlationId: string,
): Promise<void> {
  const findings = await checkMapping(dependencies, mapping, correlationId);
  const bad = findings.filter(({ severity }) => severity === 'blocker');
  if (bad.length === 0) return;
  const issues = bad.map(({ path, subject, evidence, remedy }) => ({
    path: `body.${path}`,
    message: `${subject}: ${evidence} ${remedy}`,
  }));
  const rows = bad.length === 1 ? 'One row' : `${bad.length} rows`;
  throw new ApiError('mapping.refused', `${rows} cannot be carried out on the target.`, { issues, findings });
}
