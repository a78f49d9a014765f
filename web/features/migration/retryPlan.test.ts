import { expect, test } from 'vitest';
import { planSchema } from '../../../contract/plan.ts';
import { planWithStorage } from './retryPlan.ts';

test('only disks that were meant for the old storage move to the new one', () => {
  const plan = planSchema.parse({
    source: { connectionId: 's', vm: 'vm-1' },
    target: { connectionId: 't', storage: 'full' },
    disks: [
      { diskId: 'a', storage: 'full', format: 'qcow2' },
      { diskId: 'b', storage: 'fast', format: 'raw' },
    ],
  });
  const changed = planWithStorage(plan, 'roomy');
  expect(changed.target.storage).toBe('roomy');
  expect(changed.disks).toEqual([
    { diskId: 'a', storage: 'roomy' },
    { diskId: 'b', storage: 'fast', format: 'raw' },
  ]);
});
