import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy, type ScheduleSpec } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Settings } from '../contract/settings.ts';
import type { SettingsSource } from '../ports/settings.ts';
import { controlQueue, workflowTypes } from '../workflows/names.ts';

const schedules = [
  {
    scheduleId: 'drover-inventory',
    workflowType: workflowTypes.refreshInventories,
    minutes: ({ inventoryMinutes }: Settings) => inventoryMinutes,
  },
  {
    scheduleId: 'drover-housekeeping',
    workflowType: workflowTypes.housekeeping,
    minutes: ({ housekeepingMinutes }: Settings) => housekeepingMinutes,
  },
] as const;

const lookMs = 10_000;

/**
 * Keeps the schedules of an instance: makes those that are missing, and gives them other intervals when the settings
 * say so. A pause that an administrator has put on one in Temporal stays.
 * @returns a function that ends it
 */
export async function keepSchedules(
  client: Client,
  settings: SettingsSource,
  log: Pick<Logger, 'warn'>,
): Promise<() => Promise<void>> {
  const kept = new Map<string, number>();
  const look = async () => {
    const now = await settings.read();
    for (const schedule of schedules) {
      const minutes = schedule.minutes(now);
      if (kept.get(schedule.scheduleId) === minutes) continue;
      await settle(client, schedule, minutes);
      kept.set(schedule.scheduleId, minutes);
    }
  };
  await look();
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    // What cannot be reached now is tried again at the next turn.
    looking = looking.then(look).catch((error: unknown) => log.warn({ err: error }, 'schedules not kept'));
  }, lookMs);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}

async function settle(
  client: Client,
  { scheduleId, workflowType }: (typeof schedules)[number],
  minutes: number,
): Promise<void> {
  const spec: ScheduleSpec = { intervals: [{ every: minutes * 60_000 }], jitter: '1 minute' };
  try {
    await client.schedule.create({
      scheduleId,
      spec,
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10 minutes' },
      action: { type: 'startWorkflow', workflowType, taskQueue: controlQueue, workflowId: scheduleId, args: [] },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await client.schedule.getHandle(scheduleId).update((found) => ({ ...found, spec }));
  }
}
