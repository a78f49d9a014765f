import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readinessSchema } from '../contract/readiness.ts';
import { readinessOf } from './readiness.ts';

const vms = fc.record({
  name: fc.string({ minLength: 1 }),
  power: fc.constantFrom('on' as const, 'off' as const, 'suspended' as const),
  template: fc.boolean(),
  diskCount: fc.nat(4),
  snapshotCount: fc.nat(2),
  changeTracking: fc.boolean(),
  tools: fc.constantFrom(
    undefined,
    'unknown' as const,
    'running' as const,
    'not-running' as const,
    'not-installed' as const,
  ),
});

test('the level is that of the worst finding, and the score falls with each', () => {
  fc.assert(
    fc.property(vms, (vm) => {
      const { level, score, findings } = readinessSchema.parse(readinessOf(vm));
      const severities = findings.map(({ severity }) => severity);
      const worst = severities.includes('blocker') ? 'blocked' : severities.includes('warning') ? 'attention' : 'ready';
      expect(level).toBe(worst);
      expect(score === 100).toBe(findings.length === 0);
      if (level === 'blocked') expect(score).toBeLessThanOrEqual(60);
    }),
  );
});

test('a running VM with Tools, tracking and nothing in the way is ready, and one more fault never makes it readier', () => {
  const good = {
    name: 'a',
    power: 'on',
    template: false,
    diskCount: 1,
    snapshotCount: 0,
    changeTracking: true,
  } as const;
  expect(readinessOf({ ...good, tools: 'running' })).toEqual({ level: 'ready', score: 100, findings: [] });
  fc.assert(
    fc.property(vms, (vm) => {
      expect(readinessOf({ ...vm, snapshotCount: 3 }).score).toBeLessThanOrEqual(
        readinessOf({ ...vm, snapshotCount: 0 }).score,
      );
    }),
  );
});
