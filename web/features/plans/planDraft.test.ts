import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bulkPlanChangeSchema, bulkSettingsSchema } from '../../../contract/bulkPlan.ts';
import { changeOf, draftOf, wrongFields } from './planDraft.ts';

const times = (from: string, to: string) =>
  fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true }).map((at) => at.toISOString());
const window = { at: times('2020-01-01', '2050-01-01'), until: times('2050-01-02', '2100-01-01') };
const cutovers = fc.oneof(
  fc.constant({ mode: 'manual' as const }),
  fc.record({ mode: fc.constant('at' as const), ...window }, { requiredKeys: ['mode', 'at'] }),
  fc.record(
    { mode: fc.constant('auto' as const), downtimeBudgetSeconds: fc.integer({ min: 1 }), ...window },
    { requiredKeys: ['mode'] },
  ),
);

test('a plan comes out of its form as it went in, with the settings that the form does not show', () => {
  fc.assert(
    fc.property(cutovers, fc.constantFrom('warm' as const, 'cold' as const), (cutover, strategy) => {
      const settings = bulkSettingsSchema.parse({ cutover, strategy, tags: ['wave-3'], quiesce: false });
      const plan = {
        ...{ id: 'p', name: 'Wave 3', presetId: 'q', settings, vms: [], revision: 1, updatedBy: 'x' },
        ...{ sourceConnectionId: 's', targetConnectionId: 't', createdAt: '', updatedAt: '' },
      };
      const change = changeOf(draftOf(plan));
      expect(change).toEqual({ name: 'Wave 3', presetId: 'q', settings });
      expect(bulkPlanChangeSchema.safeParse(change).success).toBe(true);
      expect(wrongFields(draftOf(plan))).toEqual([]);
    }),
  );
});

test.each([
  ['at ', ['name', 'preset', 'cutoverAt']],
  ['auto soon', ['name', 'preset', 'budget']],
  ['auto 0', ['name', 'preset', 'budget']],
  ['auto', ['name', 'preset']],
  ['auto 60 then', ['name', 'preset', 'cutoverAt']],
  ['auto  2027-01-31T02:00Z 2027-01-31T02:00Z', ['name', 'preset', 'until']],
  ['auto   2027-01-31T02:00Z', ['name', 'preset']],
  ['at  2027-01-31T02:00Z', ['name', 'preset', 'cutoverAt']],
])('a cutover %j is told before it is sent', (cutover, wrong) => {
  expect(wrongFields({ name: ' ', presetId: '', strategy: 'warm', cutover })).toEqual(wrong);
});
