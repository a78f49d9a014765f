import { expect, test } from 'vitest';
import { errors, isErrorCode } from '../../contract/errors.ts';
import { planSchema } from '../../contract/plan.ts';
import { codeRows, readDocument } from './documents.ts';

const rowsOf = (path: string) => codeRows(readDocument(path)).map(([name]) => name);

test('docs/runbook.md tells what to do for every code that parks a migration', () => {
  const told = rowsOf('docs/runbook.md');
  const parking = Object.entries(errors).filter(([, { next }]) => next === 'park');
  expect(told).toEqual(expect.arrayContaining(parking.map(([code]) => code)));
  expect(told.filter((code) => !isErrorCode(code))).toEqual([]);
});

test('docs/planning.md names every field of a plan, with its default', () => {
  const ends = { source: { connectionId: 'c', vm: 'v' }, target: { connectionId: 'c', storage: 's' } };
  const plan: Record<string, unknown> = planSchema.parse(ends);
  const rows = codeRows(readDocument('docs/planning.md'));
  const documented = new Set(rows.map(([field]) => field.split('.')[0]));
  const fields = Object.keys(planSchema.shape);
  expect([...documented].toSorted()).toEqual(fields.toSorted());
  for (const [field, standard] of rows) {
    const value = field
      .split('.')
      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], plan);
    const told = /^`?([^`]+)`?$/.exec(standard)?.[1];
    if (['string', 'number', 'boolean'].includes(typeof value) && told !== 'required')
      expect([field, told]).toEqual([field, String(value)]);
  }
});
