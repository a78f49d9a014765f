import { expect, test } from 'vitest';
import { planSchema } from '../../../contract/plan.ts';
import { planWithPowerOff, planWithStorage } from './retryPlan.ts';

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

test('a plan that parks when a guest does not shut down can be told to power it off', () => {
  const plan = planSchema.parse({
    source: { connectionId: 's', vm: 'vm-1' },
    target: { connectionId: 't', storage: 'full' },
    shutdown: { timeoutSeconds: 90 },
  });
  expect(planWithPowerOff(plan)).toEqual({ ...plan, shutdown: { timeoutSeconds: 90, onTimeout: 'power-off' } });
});
