import { expect, test } from 'vitest';
import { migrationStatusSchema, stageNameSchema } from '../contract/migration.ts';
import { allowedCommands } from './commands.ts';
import { whyNotUndone } from './undoCutover.ts';

const everyState = migrationStatusSchema.options.flatMap((status) =>
  stageNameSchema.options.flatMap((stage) =>
    [false, true].flatMap((pointOfNoReturn) =>
      [
        { strategy: 'warm' as const, route: 'direct' as const },
        { strategy: 'cold' as const, route: 'direct' as const },
        { strategy: 'cold' as const, route: 'staged' as const },
        { strategy: null, route: null },
      ].map((way) => ({ status, stage, pointOfNoReturn, ...way })),
    ),
  ),
);

test('exactly a warm cutover that has parked before the target was started can be undone', () => {
  const undoable = everyState.filter((state) => allowedCommands(state).includes('undo-cutover'));
  expect(undoable).toEqual(
    (['quiesce', 'final', 'verify', 'define', 'boot'] as const).map((stage) => ({
      ...{ status: 'parked', stage, pointOfNoReturn: false, strategy: 'warm', route: 'direct' },
    })),
  );
});

test('where it is refused there is a reason, and where it is not there is none', () => {
  for (const state of everyState) {
    expect(whyNotUndone(state) === null).toBe(allowedCommands(state).includes('undo-cutover'));
  }
});

const parked = {
  status: 'parked',
  stage: 'define',
  pointOfNoReturn: false,
  strategy: 'warm',
  route: 'direct',
} as const;

test.each([
  ['a cold migration', { ...parked, strategy: 'cold' as const }, /cold migration .* cancel powers the source on/],
  ['a started target', { ...parked, stage: 'boot' as const, pointOfNoReturn: true }, /only rollback goes back/],
  ['a run that removes what it no longer needs', { ...parked, stage: 'finish' as const }, /retry, or cancel/],
  ['a cutover that gets on', { ...parked, status: 'running' as const }, /that is parked/],
  ['a run that has not begun to cut over', { ...parked, stage: 'delta' as const }, /that is parked/],
])('the refusal of %s says why', (_, state, reason) => {
  expect(whyNotUndone(state)).toMatch(reason);
});
