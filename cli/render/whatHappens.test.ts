import { expect, test } from 'vitest';
import { makeMigration, makePlan } from '../../test/support/migrations.ts';
import { renderMigration } from './migration.ts';
import { progressLine } from './progressLine.ts';
import { whatCutoverDoes, whatRollbackDoes } from './whatHappens.ts';

const forecast = {
  ...{ at: '2027-01-31T02:00:00Z', downtimeMs: 41_000, downtimeP90Ms: 70_000, dirtyBytes: 2 ** 20 },
  ...{ bytesPerSecond: 1, converging: true, parts: { shutdownMs: 1, finalDeltaMs: 1, verifyMs: 1, bootMs: 1 } },
};
const holding = makeMigration({ stage: 'hold', status: 'holding', forecast });

test('a cutover tells its forecast with both values, and names the point of no return', () => {
  const text = whatCutoverDoes(holding, undefined);
  expect(text).toContain('app (vm-101) goes over now');
  expect(text).toMatch(/downtime +41s, 90 % under 1m 10s; if it began at 2027-01-31T02:00:00Z, with 1.0 MiB to copy/);
  expect(text).toMatch(
    /point of no return +stage boot, when the target is started\. .*drover cancel .*drover rollback/,
  );
  expect(whatCutoverDoes(holding, '2027-01-31T22:00:00.000Z')).toContain('goes over 2027-01-31T22:00:00.000Z');
});

test('it says that there is no forecast, no convergence, or no point of no return', () => {
  expect(whatCutoverDoes(makeMigration(), undefined)).toContain('no forecast yet');
  const diverging = { ...holding, forecast: { ...forecast, converging: false } };
  expect(whatCutoverDoes(diverging, undefined)).toContain('it does not converge');
  const off = { ...holding, plan: makePlan({ startTarget: false }) };
  expect(whatCutoverDoes(off, undefined)).toMatch(/point of no return +none: the plan leaves the target off/);
});

test('a rollback tells what goes and what comes back', () => {
  const boot = {
    ...{ name: 'boot' as const, startedAt: '2027-01-31T03:00:00Z' },
    endedAt: null,
    ms: null,
    attempts: 1,
  };
  const booted = makeMigration({ targetVm: { node: 'pve1', vmid: 100 }, pointOfNoReturn: true, stages: [boot] });
  const text = whatRollbackDoes(booted);
  expect(text).toContain('stage boot: passed at 2027-01-31T03:00:00Z');
  expect(text).toMatch(/removed +VM 100 on pve1, with everything that it has written/);
  expect(text).toMatch(/powered on again +the source/);
  expect(whatRollbackDoes(makeMigration())).toContain('not passed, drover cancel');
});

test('wherever a forecast is shown it has its median and its 90 % value', () => {
  expect(renderMigration(holding)).toContain('forecast  downtime 41s, 90 % under 1m 10s; 1.0 MiB changed');
  expect(progressLine(holding, [])).toBe('holding, hold  downtime now 41s, 90 % under 1m 10s');
});
