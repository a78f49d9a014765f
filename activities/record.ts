import type { Migration } from '../contract/migration.ts';
import type { ControlDependencies } from './dependencies.ts';

export function recordActivities({ projection }: ControlDependencies) {
  return {
    /** Writes the state of a run where lists and searches read it. Older revisions are dropped by the store. */
    record: (migration: Migration): Promise<void> => projection.record(migration),
  };
}
