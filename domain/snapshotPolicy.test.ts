import { expect, it } from 'vitest';
import type { MigrationPlan } from '../contract/plan.ts';
import { renews, snapshotPolicy } from './snapshotPolicy.ts';

const policyOf = (snapshots: MigrationPlan['snapshots'] | undefined) => snapshotPolicy({ snapshots } as MigrationPlan);

it('has a time for removals and for locks also in plans that were made before there was one', () => {
  const absent = { maximumAgeMs: null, whenExceeded: 'renew', removalMs: 43_200_000, lockMs: 3_600_000 };
  expect(policyOf(undefined)).toEqual(absent);
  expect(policyOf({})).toEqual(absent);
  expect(policyOf({ maximumAgeHours: 0.5, whenExceeded: 'park', removalHours: 1, lockMinutes: 1 })).toEqual({
    ...{ maximumAgeMs: 1_800_000, whenExceeded: 'park', removalMs: 3_600_000, lockMs: 60_000 },
  });
});

it('renews a snapshot five times in a row, where the plan lets it and something is gained', () => {
  expect([1, 5, 6].map((renewals) => renews(policyOf({}), true, renewals))).toEqual([true, true, false]);
  expect(renews(policyOf({}), false, 1)).toBe(false);
  expect(renews(policyOf({ whenExceeded: 'park' }), true, 1)).toBe(false);
});
