import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeOf, emptyProject, inputOf, versionOf, wrongFields } from './projectDraft.ts';

const drafts = fc.record({
  name: fc.constantFrom('default', 'accounting'),
  approveCutover: fc.boolean(),
  approveDeletion: fc.boolean(),
  approvalHours: fc.integer({ min: 1, max: 720 }).map(String),
  ownOnly: fc.boolean(),
});

test('what is sent makes of what was there what is on the form, and nothing else is sent', () => {
  fc.assert(
    fc.property(drafts, drafts, (draft, base) => {
      const change = changeOf(draft, base);
      expect({ ...inputOf(base), ...change }).toEqual(inputOf(draft));
      expect(Object.entries(change).filter(([field, value]) => value === Reflect.get(inputOf(base), field))).toEqual(
        [],
      );
    }),
  );
  expect(changeOf(emptyProject, emptyProject)).toEqual({});
});

test('a form shows a project as it is stored', () => {
  const rest = { id: 'p', revision: 4, createdAt: '', updatedAt: '', updatedBy: 'mara' };
  fc.assert(
    fc.property(drafts, (draft) => {
      expect(versionOf({ ...rest, ...inputOf(draft) })).toEqual({ revision: 4, by: 'mara', fields: draft });
    }),
  );
});

test('each field that would be refused is named', () => {
  expect(wrongFields({ ...emptyProject, name: 'accounting' })).toEqual([]);
  expect(wrongFields(emptyProject)).toEqual(['name']);
  for (const approvalHours of ['', '0', '721', '1.5', '-3', 'a day', '99999']) {
    expect(wrongFields({ ...emptyProject, name: ' ', approvalHours })).toEqual(['name', 'approvalHours']);
  }
});
