import { expect, test } from 'vitest';
import type { StageName } from '../../../contract/migration.ts';
import { type Staged, stagePlan } from './stagePlan.ts';

const done = (name: StageName) => ({ name, startedAt: '', endedAt: '', ms: 1, attempts: 1 });
const staged = (changes: Partial<Staged>): Staged => ({
  ...{ plan: { strategy: 'warm', route: 'auto' }, strategy: 'warm', route: 'direct', stage: 'baseline' },
  ...{ status: 'running', endedAt: null, stages: [] },
  ...changes,
});
const states = (changes: Partial<Staged>) => stagePlan(staged(changes)).map(({ name, state }) => `${name} ${state}`);

test('what was, is and will be, in the order of the runbook', () => {
  const steps = states({ stages: [done('preflight'), done('provision')] });
  expect(steps.slice(0, 4)).toEqual(['preflight done', 'provision done', 'baseline current', 'delta pending']);
  expect(steps.at(-1)).toBe('finish pending');
});

test('the staged cold route has no deltas, but an export and an import', () => {
  const names = stagePlan(staged({ strategy: 'cold', route: 'staged', stage: 'preflight' })).map(({ name }) => name);
  expect(names).toEqual([
    ...['preflight', 'provision', 'quiesce', 'export', 'import'],
    ...['verify', 'define', 'boot', 'finish'],
  ]);
});

test('a stage that holds the run up is marked', () => {
  expect(states({ status: 'parked', stages: [done('preflight')] })).toContain('baseline parked');
});

test('after the end nothing is to come, and unwinding is shown', () => {
  const stages = [done('preflight'), done('unwind')];
  expect(states({ status: 'cancelled', stage: 'unwind', endedAt: 'then', stages })).toEqual([
    'preflight done',
    'unwind done',
  ]);
});
