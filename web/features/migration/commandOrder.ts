import type { CommandName } from '../../../contract/migration.ts';

/** As they are shown. */
export const commandOrder: readonly CommandName[] = [
  'cutover',
  'retry',
  'resume',
  'schedule',
  'pause',
  'limit',
  'undo-cutover',
  'cancel',
  'rollback',
];
