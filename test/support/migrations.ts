import type { Migration } from '../../contract/migration.ts';
import { type MigrationPlan, type MigrationPlanInput, planSchema } from '../../contract/plan.ts';

/** A plan with everything left to its defaults. */
export function makePlan(changes: Partial<MigrationPlanInput> = {}): MigrationPlan {
  return planSchema.parse({
    source: { connectionId: 'source-1', vm: 'vm-101' },
    target: { connectionId: 'target-1', storage: 'local' },
    ...changes,
  });
}

/** A migration as its workflow tells it right after the start. */
export function makeMigration(changes: Partial<Migration> = {}): Migration {
  const at = '2026-11-22T03:00:00.000Z';
  const id = changes.id ?? 'migration-1';
  return {
    id,
    workflowId: `migration/${id}`,
    revision: 1,
    status: 'running',
    stage: 'preflight',
    plan: makePlan(),
    strategy: null,
    route: null,
    transport: null,
    vm: { ref: 'vm-101', name: 'app' },
    targetVm: null,
    stages: [],
    disks: [],
    findings: [],
    parked: null,
    commands: [],
    allowed: ['pause', 'cancel'],
    forecast: null,
    cutoverAt: null,
    downtime: null,
    pointOfNoReturn: false,
    guest: null,
    leftovers: [],
    certificateId: null,
    requestedBy: 'admin',
    createdAt: at,
    updatedAt: at,
    endedAt: null,
    ...changes,
  };
}
