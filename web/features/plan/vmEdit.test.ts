import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bulkPlanChangeSchema, type VmOverrides } from '../../../contract/bulkPlan.ts';
import { edited, editOf, isVmid, leave } from './vmEdit.ts';

const word = fc.constantFrom('a', 'b', 'c');
const overrides: fc.Arbitrary<VmOverrides> = fc.record(
  {
    target: fc.record(
      { storage: word, node: word, name: word, vmid: fc.integer({ min: 100, max: 999 }) },
      { requiredKeys: ['storage'] },
    ),
    strategy: fc.constantFrom('warm' as const, 'cold' as const),
    startTarget: fc.boolean(),
  },
  { requiredKeys: [] },
);
const plans = fc
  .array(overrides, { minLength: 1, maxLength: 8 })
  .map((all) => all.map((some, index) => ({ ref: `vm-${index}`, overrides: some })));

test('an edit that says nothing changes nothing, of one VM and of many', () => {
  fc.assert(
    fc.property(plans, fc.nat(7), (vms, count) => {
      const some = vms.slice(0, count + 1);
      expect(edited(vms, new Set(some.map(({ ref }) => ref)), editOf(some))).toEqual(vms);
    }),
  );
});

test('an edit of some VMs leaves the others, and what it does not name', () => {
  fc.assert(
    fc.property(plans, (vms) => {
      const after = edited(vms, new Set(['vm-0', 'vm-2']), {
        ...editOf(vms),
        ...{ storage: 'x', node: '', strategy: leave },
      });
      expect(bulkPlanChangeSchema.safeParse({ vms: after }).success).toBe(true);
      for (const [index, vm] of vms.entries()) {
        if (index === 0 || index === 2) {
          const { node: _, ...rest } = { ...vm.overrides.target, storage: 'x' } as NonNullable<VmOverrides['target']>;
          expect(after[index]).toEqual({ ref: vm.ref, overrides: { ...vm.overrides, target: rest } });
        } else expect(after[index]).toBe(vm);
      }
    }),
  );
});

test('VMs are taken out, and ids that cannot be are told', () => {
  const vms = ['vm-0', 'vm-1'].map((ref) => ({ ref, overrides: {} }));
  expect(edited(vms, new Set(['vm-0']), { ...editOf(vms), remove: true })).toEqual([vms[1]]);
  expect(['', '100', '99', '1e3', '-1', leave].map(isVmid)).toEqual([true, true, false, false, false, true]);
});
