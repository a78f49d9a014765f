import { expect, test } from 'vitest';
import { type ErrorCode, errors } from '../../../contract/errors.ts';
import type { Migration } from '../../../contract/migration.ts';
import { planSchema } from '../../../contract/plan.ts';
import { connectionsOf, fixes, fixesOf } from './fixes.ts';

// What stages run: whatever these throw can park one.
const sources: Record<string, string> = import.meta.glob(
  ['../../../{activities,platforms,transfer,storage,workflows,proof,domain}/**/*.ts', '!../../../**/*.test.ts'],
  { query: '?raw', import: 'default', eager: true },
);
/** Raised by the API for its clients, or in an answer to a command; no stage ends with them. */
const ofTheApi = new Set<ErrorCode>([
  'request.throttled',
  'idempotency.in-progress',
  'auth.throttled',
  'identity.unreachable',
  'temporal.unavailable',
]);

const codes = Object.keys(errors).filter((code): code is ErrorCode => Object.hasOwn(errors, code));

test('every code that wants a person, or that tries were used up on, has its actions', () => {
  const parking = codes.filter((code) => errors[code].next !== 'never' && !ofTheApi.has(code));
  expect(parking.filter((code) => !Object.hasOwn(fixes, code))).toEqual([]);
});

test('every code that the code of stages throws has its actions', () => {
  const thrown = new Set<string>();
  for (const text of Object.values(sources)) {
    for (const [, code] of text.matchAll(/DroverError\(\s*'([a-z.-]+)'/g)) thrown.add(code ?? '');
    for (const [, code] of text.matchAll(/nonRetryable\([^;]*?'([a-z]+\.[a-z-]+)'\)/g)) thrown.add(code ?? '');
  }
  // Of the answer to a command, not of a stage.
  thrown.delete('command.refused');
  expect(thrown.size).toBeGreaterThan(25);
  expect([...thrown].filter((code) => !Object.hasOwn(fixes, code))).toEqual([]);
});

test('each entry names an action once, and a way on', () => {
  for (const [code, actions] of Object.entries(fixes)) {
    expect(new Set(actions).size, code).toBe(actions.length);
    expect(actions, code).toContain('retry');
  }
});

const plan = planSchema.parse({
  source: { connectionId: 's', vm: 'vm-1' },
  target: { connectionId: 't', storage: 'full' },
});
const parkedWith = (code: string, changes: Partial<Migration> = {}) =>
  fixesOf({
    parked: { stage: 'provision', code, message: '', remedy: '', since: '', evidence: [] },
    ...{ allowed: ['retry', 'cancel'], disks: [], plan, ...changes },
  });

test('only what the state accepts is offered', () => {
  expect(parkedWith('platform.quota')).toEqual(['retry-storage', 'retry', 'give-up']);
  const disks: Migration['disks'] = [
    {
      ...{ id: 'd', label: 'Hard disk 1', capacityBytes: 1, rounds: [] },
      volume: 'x:1',
      ledgerRoot: null,
      targetRoot: null,
    },
  ];
  expect(parkedWith('platform.quota', { disks })).toEqual(['retry', 'give-up']);
  expect(parkedWith('platform.quota', { allowed: [] })).toEqual([]);
  expect(parkedWith('source.shutdown-timeout')).toContain('retry-power-off');
  const bold = planSchema.parse({ ...plan, shutdown: { onTimeout: 'power-off' } });
  expect(parkedWith('source.shutdown-timeout', { plan: bold })).not.toContain('retry-power-off');
  expect(parkedWith('of.tomorrow')).toEqual(['retry', 'run', 'give-up']);
});

test('what a parked run accepts is offered whatever it parked with', () => {
  for (const code of Object.keys(fixes)) {
    expect(parkedWith(code), code).toEqual(expect.arrayContaining(['retry', 'give-up']));
    expect(parkedWith(code), code).not.toContain('undo-cutover');
    const offered = parkedWith(code, { allowed: ['retry', 'undo-cutover', 'cancel'] });
    expect(offered, code).toEqual(expect.arrayContaining(['retry', 'undo-cutover', 'give-up']));
  }
});

test('a stage names the connections that it works with', () => {
  expect(connectionsOf('import', plan)).toEqual(['t']);
  expect(connectionsOf('boot', plan)).toEqual(['s', 't']);
  expect(connectionsOf('boot', { ...plan, target: { ...plan.target, connectionId: 's' } })).toEqual(['s']);
});
