import { expect, test } from 'vitest';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';
import { type ListData, patchList } from './applyEvent.ts';

const one: MigrationSummary = {
  ...{
    id: 'm1',
    projectId: 'default',
    workflowId: 'migration/m1',
    revision: 3,
    status: 'running',
    stage: 'baseline',
    strategy: 'warm',
  },
  ...{ route: 'direct', vm: { ref: 'vm-1', name: 'Web-1' }, targetVm: null, parked: null, allowed: [] },
  ...{ forecast: null, cutoverAt: null, downtime: null, certificateId: null, requestedBy: 'admin' },
  ...{ createdAt: '2026-11-22T03:00:00Z', updatedAt: '2026-11-22T03:00:00Z', endedAt: null },
};
const list: ListData = { pages: [{ items: [one], nextCursor: null }], pageParams: [undefined] };
const everything = { status: null, search: '', projectId: null };
const items = (data: ListData) => data.pages.flatMap((page) => page.items);

test('a newer revision replaces the row, an older one changes nothing', () => {
  expect(items(patchList(list, { ...one, revision: 4, stage: 'delta' }, everything))[0]?.stage).toBe('delta');
  expect(patchList(list, { ...one, revision: 3, stage: 'preflight' }, everything)).toBe(list);
});

test('a new migration comes first, if it fits the filter', () => {
  const other = { ...one, id: 'm2', vm: { ref: 'vm-2', name: 'db' } };
  expect(items(patchList(list, other, everything)).map(({ id }) => id)).toEqual(['m2', 'm1']);
  expect(patchList(list, other, { ...everything, search: 'WEB' })).toBe(list);
  expect(patchList(list, other, { ...everything, status: 'parked' })).toBe(list);
});

test('a migration leaves a list whose filter it no longer fits', () => {
  const ended = { ...one, revision: 4, status: 'completed' as const, endedAt: '2026-11-22T04:00:00Z' };
  expect(items(patchList(list, ended, { ...everything, status: 'running' }))).toEqual([]);
  expect(items(patchList(list, ended, { ...everything, status: 'open' }))).toEqual([]);
  expect(items(patchList(list, ended, { ...everything, status: 'completed' }))).toEqual([ended]);
});

test('a list of one project takes nothing of another', () => {
  const narrow = { ...everything, projectId: 'default' };
  const other = { ...one, id: 'm2' };
  expect(items(patchList(list, other, narrow)).map(({ id }) => id)).toEqual(['m2', 'm1']);
  expect(patchList(list, { ...other, projectId: 'accounting' }, narrow)).toBe(list);
});
