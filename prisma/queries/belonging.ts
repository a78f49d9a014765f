import type { ObjectKind } from '../../contract/route.ts';
import type { Queries } from '../database.ts';

/** Where an object belongs. Presets, plans and schedules belong where their source does. */
export interface Belonging {
  project: { id: string; name: string; ownOnly: boolean };
  /** Who started it; migrations alone have one. */
  owner?: string;
}

const project = { select: { id: true, name: true, ownOnly: true } } as const;
const preset = { select: { source: { select: { project } } } } as const;

/** Null: there is no such object. */
export async function findBelonging(queries: Queries, kind: ObjectKind, id: string): Promise<Belonging | null> {
  const where = { id };
  switch (kind) {
    case 'project': {
      const row = await queries.project.findUnique({ where, ...project });
      return row && { project: row };
    }
    case 'connection':
      return queries.connection.findUnique({ where, select: { project } });
    case 'preset': {
      const row = await queries.mappingPreset.findUnique({ where, ...preset });
      return row?.source ?? null;
    }
    case 'plan': {
      const row = await queries.bulkPlan.findUnique({ where, select: { preset } });
      return row?.preset.source ?? null;
    }
    case 'schedule': {
      const row = await queries.planSchedule.findUnique({ where, select: { plan: { select: { preset } } } });
      return row?.plan.preset.source ?? null;
    }
    case 'migration': {
      const row = await queries.migration.findUnique({ where, select: { project, requestedBy: true } });
      return row && { project: row.project, owner: row.requestedBy };
    }
    case 'approval':
      return queries.approval.findUnique({ where, select: { project } });
  }
}
