import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VmStart } from '../contract/bulkPlan.ts';
import { startAll } from './startAll.ts';

const start = (ref: string, outcome: VmStart['outcome']): VmStart => {
  return { ref, name: ref, outcome, migrationId: null, problem: null };
};

test('every VM is told once, and none that was dealt with is asked for again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 }), async (count, reached) => {
      const all = Array.from({ length: count }, (_, index) => `vm-${index}`);
      const dealt: string[] = [];
      const known: number[] = [];
      const ask = async (vms = all) =>
        vms.map((ref, index) => {
          if (index < reached) dealt.push(ref);
          return start(ref, index < reached ? 'started' : 'pending');
        });
      const starts = await startAll(ask, undefined, (told) => known.push(told.length));
      expect(dealt).toEqual(all);
      expect(starts.map(({ ref, outcome }) => [ref, outcome])).toEqual(all.map((ref) => [ref, 'started']));
      expect(known.every((length) => length === count)).toBe(true);
    }),
  );
});

test('a request that reaches none ends it, and says which are left', async () => {
  let asked = 0;
  const ask = async (vms: string[] = []) => {
    asked += 1;
    return vms.map((ref) => start(ref, 'pending'));
  };
  const starts = await startAll(ask, ['vm-1', 'vm-2'], () => undefined);
  expect([asked, starts.length]).toEqual([1, 2]);
});
