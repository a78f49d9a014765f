import type { ScheduledRun } from '../ports/scheduledStarts.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

export function scheduledStartActivities({ scheduledStarts }: Pick<ControlDependencies, 'scheduledStarts'>) {
  return {
    beginScheduledRun: (run: ScheduledRun): Promise<boolean> => alive(() => scheduledStarts.begin(run)),
    startScheduledVms: (input: { runId: string; last: boolean }): Promise<{ dealtWith: number; left: number }> =>
      alive(() => scheduledStarts.start(input.runId, input.last)),
    endScheduledRun: (input: { runId: string }): Promise<void> => alive(() => scheduledStarts.end(input.runId)),
  };
}
