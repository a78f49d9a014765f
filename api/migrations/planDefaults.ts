import type { MigrationPlan } from '../../contract/plan.ts';
import type { Settings } from '../../contract/settings.ts';

/** What a plan leaves to the settings, as they are now: a run keeps it, whatever is set later. */
export function withPlanDefaults(plan: MigrationPlan, settings: Settings): MigrationPlan {
  const { minimumFreePercent, maximumAgeHours } = plan.snapshots;
  return {
    ...plan,
    snapshots: {
      minimumFreePercent: minimumFreePercent ?? settings.datastoreMinimumFreePercent,
      maximumAgeHours: maximumAgeHours ?? settings.snapshotMaximumAgeHours,
    },
  };
}
