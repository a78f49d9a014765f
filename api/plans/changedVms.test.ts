import { expect, test } from 'vitest';
import type { BulkPlan } from '../../contract/bulkPlan.ts';
import { changedVms } from './changedVms.ts';

const plan = (...vms: BulkPlan['vms']) => ({ name: 'wave', vms }) as BulkPlan;
const [a, b, c] = [of('a'), of('b'), of('c')];

function of(ref: string, overrides: BulkPlan['vms'][number]['overrides'] = {}) {
  return { ref, overrides };
}

test('of an edit of many VMs those are told that it adds, takes out or changes', () => {
  const told = changedVms(plan(a, b), plan(a, of('b', { strategy: 'cold' }), c));
  expect(told.before).toEqual(plan(b));
  expect(told.after).toEqual(plan(of('b', { strategy: 'cold' }), c));
});

test('a change of their order is told whole', () => {
  const [one, other] = [plan(a, b), plan(b, a)];
  expect(changedVms(one, other)).toEqual({ before: one, after: other });
});
