import { ActivityCancellationType, ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { ControlActivities, MoverActivities } from '../activities/index.ts';
import type { ResidueReport } from '../contract/residue.ts';
import { controlQueue } from './names.ts';
import { explain } from './run/failure.ts';

const options = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '15 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 3 },
} as const;
const control = proxyActivities<ControlActivities>(options);

/** A mover that is gone must not hold the answer up. */
function mover(taskQueue: string): Pick<MoverActivities, 'heldTransfers' | 'forgetTransfer'> {
  return proxyActivities<MoverActivities>({ ...options, taskQueue, scheduleToStartTimeout: '10 seconds' });
}

/** Lists everything that Drover has left, on both platforms, in the artifact store and on movers. */
export async function residueReport(migrationId: string | null): Promise<ResidueReport> {
  const { items, unseen, movers } = await control.findResidue({ migrationId });
  const open = new Set(items.filter((entry) => entry.inUse).map((entry) => entry.migrationId));
  for (const queue of [controlQueue, ...movers]) {
    try {
      for (const id of await mover(queue).heldTransfers()) {
        if (migrationId !== null && id !== migrationId) continue;
        const vm = items.find((entry) => entry.migrationId === id)?.vm ?? null;
        const remove = `Remove it by \`drover residue remove ${id}\`, or the folder transfers/${id} of the mover.`;
        const left = {
          system: 'mover',
          kind: 'journal',
          ref: `${queue}/${id}`,
          reason: 'Journals and ledgers.',
          remove,
        };
        const lost = items.some((entry) => entry.migrationId === id && entry.lost) ? { lost: true } : {};
        items.push({ ...left, system: 'mover', migrationId: id, vm, inUse: open.has(id), ...lost });
      }
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      unseen.push({ system: 'mover', ref: queue, reason: explain(error).message });
    }
  }
  return { at: new Date().toISOString(), items, unseen };
}

/** Removes what an ended migration has left, or one that the database has lost, and tells what is there after that. */
export async function removeResidue(migrationId: string): Promise<ResidueReport> {
  await control.removeResidue({ migrationId });
  const { movers } = await control.findResidue({ migrationId });
  for (const queue of [controlQueue, ...movers]) {
    try {
      await mover(queue).forgetTransfer({ migrationId });
    } catch (error) {
      // The report lists what it still holds, or that it could not be asked.
      if (!(error instanceof ActivityFailure)) throw error;
    }
  }
  return residueReport(migrationId);
}
