import { ChildWorkflowFailure, executeChild, proxyActivities } from '@temporalio/workflow';
import type { ControlActivities } from '../activities/index.ts';
import { syncInventory } from './inspection.ts';

const { sourceConnections } = proxyActivities<ControlActivities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 5 },
});

/** Runs on a schedule: refreshes the inventory of every source. One vCenter that is down must not keep the others stale. */
export async function refreshInventories(): Promise<{ refreshed: number; failed: string[] }> {
  const failed: string[] = [];
  const connections = await sourceConnections();
  for (const connectionId of connections) {
    try {
      await executeChild(syncInventory, { workflowId: `inventory/${connectionId}/scheduled`, args: [connectionId] });
    } catch (error) {
      if (!(error instanceof ChildWorkflowFailure)) throw error;
      failed.push(connectionId);
    }
  }
  return { refreshed: connections.length - failed.length, failed };
}
