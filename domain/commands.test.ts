import { expect, test } from 'vitest';
import { migrationStatusSchema, stageNameSchema } from '../contract/migration.ts';
import { allowedCommands } from './commands.ts';

const everyState = migrationStatusSchema.options.flatMap((status) =>
  stageNameSchema.options.flatMap((stage) =>
    [false, true].map((pointOfNoReturn) => ({
      status,
      stage,
      pointOfNoReturn,
      route: 'direct' as const,
      strategy: 'warm' as const,
    })),
  ),
);

test('a run that is over, or on its way back, takes no command', () => {
  for (const state of everyState.filter((run) =>
    ['completed', 'cancelled', 'rolled-back', 'cancelling'].includes(run.status),
  )) {
    expect(allowedCommands(state)).toEqual([]);
  }
});

test('there is always one way back, and which one depends on the point of no return', () => {
  for (const state of everyState.filter((run) => ['running', 'paused', 'holding', 'parked'].includes(run.status))) {
    const commands = allowedCommands(state);
    expect(commands.includes('rollback')).toBe(state.pointOfNoReturn);
    expect(commands.includes('cancel')).toBe(!state.pointOfNoReturn);
  }
});

test('retry only when parked, resume only when paused', () => {
  for (const state of everyState) {
    expect(allowedCommands(state).includes('retry')).toBe(state.status === 'parked');
    expect(allowedCommands(state).includes('resume')).toBe(state.status === 'paused');
  }
});

test('once the source is being shut down nothing pauses: every second counts', () => {
  for (const stage of ['quiesce', 'final', 'verify', 'define', 'boot'] as const) {
    expect(
      allowedCommands({ status: 'running', stage, pointOfNoReturn: false, route: 'direct', strategy: 'warm' }),
    ).not.toContain('pause');
  }
});

test('a cold migration has no cutover to command', () => {
  expect(
    allowedCommands({ status: 'running', stage: 'export', pointOfNoReturn: false, route: 'staged', strategy: 'cold' }),
  ).toEqual(['pause', 'limit', 'cancel']);
});
