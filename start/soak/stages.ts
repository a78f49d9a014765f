import type { Migration, StageName } from '../../contract/migration.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';

/** The stages that a migration goes through, in order. */
export function stagesOf(
  { strategy, route }: Pick<MigrationPlanInput, 'strategy' | 'route'>,
  boots: boolean,
): StageName[] {
  return [
    'preflight',
    'provision',
    ...(strategy === 'warm' ? (['baseline', 'delta'] as const) : []),
    'quiesce',
    ...(route === 'staged' ? (['export', 'import'] as const) : (['final'] as const)),
    'verify',
    'define',
    ...(boots ? (['boot'] as const) : []),
    'finish',
  ];
}

/** It is in the stage, or was while nobody looked: between two looks a short one passes. */
export function hasReached({ stages, endedAt }: Migration, order: StageName[], stage: StageName): boolean {
  const later = order.slice(order.indexOf(stage));
  return endedAt !== null || stages.some(({ name }) => later.includes(name));
}
