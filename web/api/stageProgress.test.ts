import { expect, test } from 'vitest';
import type { DiskProgress } from '../../contract/migration.ts';
import { stageProgress } from './stageProgress.ts';

const at = '2026-11-22T03:00:00.000Z';
const now = Date.parse(at) + 2000;
const report = (changes: Partial<DiskProgress>): DiskProgress => ({
  ...{
    migrationId: 'm',
    diskId: 'd1',
    round: 2,
    kind: 'delta',
    doneBytes: 50,
    totalBytes: 100,
    bytesPerSecond: 10,
    at,
  },
  ...changes,
});

test('disks of the running stage add up', () => {
  const progress = stageProgress([report({}), report({ diskId: 'd2', totalBytes: 300 })], 'delta', now);
  expect(progress).toEqual({ doneBytes: 100, totalBytes: 400, part: 0.25, bytesPerSecond: 20 });
});

test('reports of another stage or an earlier round do not count', () => {
  expect(stageProgress([report({ kind: 'baseline' })], 'delta', now)).toBeNull();
  const mixed = [report({ round: 1, doneBytes: 100 }), report({ diskId: 'd2', round: 2 })];
  expect(stageProgress(mixed, 'delta', now)?.part).toBe(0.5);
});

test('what is done or silent has no rate', () => {
  expect(stageProgress([report({ doneBytes: 100 })], 'delta', now)?.bytesPerSecond).toBe(0);
  expect(stageProgress([report({})], 'delta', now + 60_000)?.bytesPerSecond).toBe(0);
});

test('nothing to copy is all done', () => {
  expect(stageProgress([report({ doneBytes: 0, totalBytes: 0 })], 'delta', now)?.part).toBe(1);
});
