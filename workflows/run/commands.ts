import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import type { CommandName, Migration } from '../../contract/migration.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import { settledEdits } from '../../domain/planEdits.ts';
import { whyNotUndone } from '../../domain/undoCutover.ts';
import { withoutWait } from '../../domain/waitFinding.ts';
import {
  type Command,
  cancelSignal,
  cancelUpdate,
  commandRefused,
  cutoverUpdate,
  type LimitCommand,
  limitUpdate,
  pauseSignal,
  pauseUpdate,
  type RetryCommand,
  resumeUpdate,
  retrySignal,
  retryUpdate,
  rollbackUpdate,
  type ScheduleCommand,
  scheduleUpdate,
  statusQuery,
  undoCutoverSignal,
  undoCutoverUpdate,
} from '../messages.ts';
import { explain, isStageFailure } from './failure.ts';
import { type MigrationRun, now } from './migrationRun.ts';
import { requireSound } from './planCheck.ts';

/** Registers every message before the first await. Handlers set what the runbook acts on, nothing more. */
export function listen(run: MigrationRun): void {
  setHandler(statusQuery, () => run.migration);
  setHandler(pauseUpdate, (command) => pause(run, command), { validator: (_: Command) => demand(run, 'pause') });
  setHandler(resumeUpdate, (command) => resume(run, command), { validator: (_: Command) => demand(run, 'resume') });
  setHandler(retryUpdate, (command) => (command.plan ? retryWith(run, command, command.plan) : retry(run, command)), {
    validator: (command: RetryCommand) => {
      demand(run, 'retry');
      if (command.plan) requireEffect(run, command.plan);
    },
  });
  setHandler(cancelUpdate, (command) => abandon(run, 'cancel', command), {
    validator: (_: Command) => demand(run, 'cancel'),
  });
  setHandler(rollbackUpdate, (command) => abandon(run, 'rollback', command), {
    validator: (_: Command) => demand(run, 'rollback'),
  });
  setHandler(undoCutoverUpdate, (command) => undoCutover(run, command), {
    validator: (_: Command) => demandUndoable(run),
  });
  setHandler(limitUpdate, (command) => limit(run, command), {
    validator: ({ bytesPerSecond = null }: LimitCommand) => {
      demand(run, 'limit');
      if (bytesPerSecond !== null && !(bytesPerSecond > 0))
        throw refusal(run, `${bytesPerSecond} bytes/s is no limit.`);
    },
  });
  setHandler(cutoverUpdate, (command) => cutover(run, 'cutover', command, now()), {
    validator: (_: Command) => demand(run, 'cutover'),
  });
  setHandler(scheduleUpdate, (command) => cutover(run, 'schedule', command, command.at), {
    validator: (command: ScheduleCommand) => {
      demand(run, 'schedule');
      if (Number.isNaN(Date.parse(command.at))) throw refusal(run, `"${command.at}" is no time.`);
    },
  });
  // Signals reach a run while no worker is up; one that no longer applies is dropped.
  setHandler(pauseSignal, (command) => ifAllowed(run, 'pause', () => pause(run, command)));
  setHandler(cancelSignal, (command) => ifAllowed(run, 'cancel', () => abandon(run, 'cancel', command)));
  setHandler(undoCutoverSignal, (command) => ifAllowed(run, 'undo-cutover', () => undoCutover(run, command)));
  setHandler(retrySignal, async (command) => {
    if (!command.plan) return ifAllowed(run, 'retry', () => retry(run, command));
    if (settledEdits(run.migration, command.plan).length > 0) return;
    try {
      await retryWith(run, command, command.plan);
    } catch (error) {
      if (!isStageFailure(error)) throw error;
      // Nobody waits for the answer; who looks at the run reads it there.
      run.change(({ parked }) => parked?.evidence.push(explain(error).message));
    }
  });
}

function pause(run: MigrationRun, { actor }: Command): Migration {
  run.paused = true;
  run.command('pause', actor);
  run.status('paused');
  run.interrupt();
  return run.migration;
}

function resume(run: MigrationRun, { actor }: Command): Migration {
  run.paused = false;
  run.command('resume', actor);
  run.status('running');
  return run.migration;
}

function retry(run: MigrationRun, { actor, plan }: RetryCommand): Migration {
  run.retryRequested = true;
  if (plan) {
    run.change((migration) => {
      migration.plan = plan;
    });
  }
  run.command('retry', actor);
  run.status('running');
  return run.migration;
}

/** @throws ApplicationFailure when the corrected plan is worse, or the run went on while it was judged */
async function retryWith(run: MigrationRun, command: RetryCommand, plan: MigrationPlan): Promise<Migration> {
  await requireSound(run, plan);
  demand(run, 'retry');
  requireEffect(run, plan);
  return retry(run, command);
}

function abandon(run: MigrationRun, how: 'cancel' | 'rollback', { actor }: Command): Migration {
  run.abandoned = how;
  run.paused = false;
  run.command(how, actor);
  run.status('cancelling');
  run.interrupt();
  return run.migration;
}

function undoCutover(run: MigrationRun, { actor }: Command): Migration {
  run.undoRequested = true;
  run.command('undo-cutover', actor);
  run.status('running');
  return run.migration;
}

function cutover(run: MigrationRun, name: 'cutover' | 'schedule', { actor }: Command, at: string): Migration {
  run.commandedCutoverAt = at;
  run.change((migration) => {
    migration.cutoverAt = at;
    migration.findings = withoutWait(migration.findings);
  });
  run.command(name, actor);
  return run.migration;
}

/** Movers read the limit beside the run; calls that start later carry it. */
function limit(run: MigrationRun, { actor, bytesPerSecond, calendar }: LimitCommand): Migration {
  run.change((migration) => {
    const { plan } = migration;
    migration.plan = {
      ...plan,
      bandwidthBytesPerSecond:
        bytesPerSecond === undefined ? plan.bandwidthBytesPerSecond : (bytesPerSecond ?? undefined),
      bandwidthCalendar: calendar === undefined ? plan.bandwidthCalendar : (calendar ?? undefined),
    };
  });
  run.command('limit', actor);
  return run.migration;
}

function ifAllowed(run: MigrationRun, name: CommandName, act: () => unknown): void {
  if (run.migration.allowed.includes(name)) act();
}

function demand(run: MigrationRun, name: CommandName): void {
  if (run.migration.allowed.includes(name)) return;
  throw refusal(
    run,
    `A migration that is ${run.migration.status} in stage ${run.migration.stage} does not accept ${name}.`,
  );
}

function demandUndoable(run: MigrationRun): void {
  if (run.migration.allowed.includes('undo-cutover')) return;
  throw refusal(run, whyNotUndone(run.migration) ?? 'The cutover is being undone.');
}

function requireEffect(run: MigrationRun, edited: MigrationPlan): void {
  const settled = settledEdits(run.migration, edited);
  if (settled.length === 0) return;
  throw refusal(
    run,
    `The run can no longer change ${settled.join(', ')}; cancel it and start a new migration for that.`,
  );
}

function refusal(run: MigrationRun, message: string): ApplicationFailure {
  const { status, stage, allowed } = run.migration;
  return ApplicationFailure.create({
    type: commandRefused,
    message,
    nonRetryable: true,
    details: [{ status, stage, allowed }],
  });
}
