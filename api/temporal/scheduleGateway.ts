import { randomUUID } from 'node:crypto';
import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
} from '@temporalio/client';
import type { Schedule } from '../../contract/schedule.ts';
import { scheduleRunId, workflowTypes } from '../../workflows/names.ts';
import { ApiError } from '../http/apiError.ts';
import { scheduleSpecOf } from './scheduleSpec.ts';

/** What Temporal has to know of a schedule. What is to be started is read when it is due. */
export type KeptSchedule = Pick<
  Schedule,
  'id' | 'name' | 'calendar' | 'timeZone' | 'jitterSeconds' | 'overlap' | 'catchUpMinutes' | 'paused' | 'note'
>;

/** Schedules in Temporal, which begins their runs whether or not an API is up. Errors: temporal.unavailable. */
export interface ScheduleGateway {
  /** Makes it, or changes the one that is there. */
  put(schedule: KeptSchedule): Promise<void>;
  /** One that is gone already is no error. */
  remove(scheduleId: string): Promise<void>;
  /** Begins a run now. @returns its id */
  run(scheduleId: string, by: string): Promise<string>;
}

export function createScheduleGateway(
  client: Client,
  { taskQueue, service }: { taskQueue: string; service: <T>(call: () => Promise<T>) => Promise<T> },
): ScheduleGateway {
  const workflowType = workflowTypes.scheduledStart;
  return {
    put: (schedule) =>
      service(async () => {
        await taken(async () => {
          const { action, ...options } = optionsOf(schedule, taskQueue);
          try {
            await client.schedule.create({ ...options, action });
          } catch (error) {
            if (!(error instanceof ScheduleAlreadyRunning)) throw error;
            await client.schedule
              .getHandle(options.scheduleId)
              .update((before) => ({ ...options, action, state: { ...before.state, ...options.state } }));
          }
        });
      }),

    remove: (scheduleId) =>
      service(async () => {
        try {
          await client.schedule.getHandle(temporalId(scheduleId)).delete();
        } catch (error) {
          if (!(error instanceof ScheduleNotFoundError)) throw error;
        }
      }),

    run: (scheduleId, by) =>
      service(async () => {
        const workflowId = `${scheduleRunId(scheduleId)}-by-hand-${randomUUID()}`;
        await client.workflow.start(workflowType, { workflowId, taskQueue, args: [{ scheduleId, by }] });
        return workflowId;
      }),
  };
}

/** A zone that Node knows and Temporal does not, such as one in another case: the SDK tells that by a TypeError. */
async function taken(call: () => Promise<void>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const issues = [{ path: 'body.timeZone', message: error.message }];
    throw new ApiError('request.invalid', `Temporal does not take this schedule: ${error.message}.`, { issues });
  }
}

function optionsOf(schedule: KeptSchedule, taskQueue: string) {
  const { id, name, overlap, catchUpMinutes, paused, note } = schedule;
  return {
    scheduleId: temporalId(id),
    spec: scheduleSpecOf(schedule, Date.now()),
    policies: {
      overlap: overlap === 'wait' ? ScheduleOverlapPolicy.BUFFER_ALL : ScheduleOverlapPolicy.SKIP,
      catchupWindow: catchUpMinutes * 60_000,
    },
    state: { paused, note: note ?? name },
    action: {
      ...({ type: 'startWorkflow', workflowType: workflowTypes.scheduledStart, taskQueue } as const),
      workflowId: scheduleRunId(id),
      args: [{ scheduleId: id, by: null }],
      staticSummary: name,
    },
  } satisfies ScheduleOptions;
}

function temporalId(scheduleId: string): string {
  return `drover-plan-${scheduleId}`;
}
