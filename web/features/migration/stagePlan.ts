import type { Migration, StageName, StageRecord } from '../../../contract/migration.ts';

export interface StageStep {
  name: StageName;
  state: 'done' | 'current' | 'pending' | 'parked';
  record: StageRecord | null;
}

/** What tells which stages a migration has. */
export type Staged = Pick<Migration, 'strategy' | 'route' | 'stages' | 'stage' | 'status' | 'endedAt'> & {
  plan: Pick<Migration['plan'], 'strategy' | 'route'>;
};

const copying: Record<'warm' | 'cold', StageName[]> = {
  warm: ['preflight', 'provision', 'baseline', 'delta', 'hold', 'quiesce'],
  cold: ['preflight', 'provision', 'quiesce'],
};
const moving: Record<'direct' | 'staged', StageName[]> = { direct: ['final'], staged: ['export', 'import'] };
const ending: StageName[] = ['verify', 'define', 'boot', 'finish'];

/** Stages that were, are and will be, in the order of the runbook. After the end nothing is to come. */
export function stagePlan(migration: Staged): StageStep[] {
  const { plan, stages, stage, status, endedAt } = migration;
  const strategy = migration.strategy ?? plan.strategy;
  const route = migration.route ?? (plan.route === 'auto' ? 'direct' : plan.route);
  const expected = [...copying[strategy], ...moving[route], ...ending];
  const records = new Map(stages.map((record) => [record.name, record]));
  const unexpected = stages.map(({ name }) => name).filter((name) => !expected.includes(name));
  return [...expected, ...unexpected].flatMap((name): StageStep[] => {
    const record = records.get(name) ?? null;
    const current = endedAt === null && name === stage;
    if (current) return [{ name, record, state: status === 'parked' ? 'parked' : 'current' }];
    if (record !== null) return [{ name, record, state: 'done' }];
    return endedAt === null && status !== 'cancelling' ? [{ name, record, state: 'pending' }] : [];
  });
}
