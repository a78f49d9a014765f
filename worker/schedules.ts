import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { controlQueue, workflowTypes } from '../workflows/names.ts';

const schedules = [
  { scheduleId: 'drover-inventory', every: '15 minutes', workflowType: workflowTypes.refreshInventories },
  { scheduleId: 'drover-housekeeping', every: '30 minutes', workflowType: workflowTypes.housekeeping },
] as const;

/** Makes the schedules that an instance needs, once: one that exists keeps what an administrator changed. */
export async function ensureSchedules(client: Client): Promise<void> {
  for (const { scheduleId, every, workflowType } of schedules) {
    try {
      await client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every }], jitter: '1 minute' },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 minutes' },
        action: { type: 'startWorkflow', workflowType, taskQueue: controlQueue, workflowId: scheduleId, args: [] },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
