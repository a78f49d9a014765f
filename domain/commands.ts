import type { CommandName, Migration } from '../contract/migration.ts';
import { whyNotUndone } from './undoCutover.ts';

type Visible = Pick<Migration, 'status' | 'stage' | 'route' | 'strategy' | 'pointOfNoReturn'>;

/** Stages whose work can stop at the next block and go on later without harm or downtime. */
const pausable = new Set<Migration['stage']>(['preflight', 'provision', 'baseline', 'delta', 'hold', 'export']);

/** Stages that read, or are about to. A parked run takes another limit with its corrected plan. */
const reading = new Set<Migration['stage']>([...pausable, 'quiesce', 'final']);

/** Commands that a migration in this state accepts; everything else is refused with this list. */
export function allowedCommands(run: Visible): CommandName[] {
  if (run.status === 'completed' || run.status === 'cancelled' || run.status === 'rolled-back') return [];
  if (run.status === 'cancelling') return [];
  const back: CommandName = run.pointOfNoReturn ? 'rollback' : 'cancel';
  if (run.status === 'parked') return whyNotUndone(run) === null ? ['retry', 'undo-cutover', back] : ['retry', back];
  if (run.status === 'paused') return ['resume', 'limit', back];
  const commands: CommandName[] = [];
  if (pausable.has(run.stage)) commands.push('pause');
  if (run.strategy !== 'cold' && (run.stage === 'baseline' || run.stage === 'delta' || run.stage === 'hold')) {
    commands.push('cutover', 'schedule');
  }
  if (reading.has(run.stage)) commands.push('limit');
  commands.push(back);
  return commands;
}
