import type { NodeMovers } from '../../contract/mover.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import { isListening } from '../../domain/moverFreshness.ts';
import { moverQueue } from '../../workflows/names.ts';
import type { WorkflowGateway } from '../temporal/workflowGateway.ts';

/** Of each node of a target, who polls its queue, as Temporal tells. */
export function moversOf(workflows: WorkflowGateway, { nodes }: TargetFacts): Promise<NodeMovers[]> {
  const sorted = nodes.toSorted((a, b) => a.name.localeCompare(b.name));
  return Promise.all(
    sorted.map(async ({ name, online }) => {
      const queue = moverQueue(name);
      const pollers = await workflows.pollers(queue);
      const now = Date.now();
      return {
        ...{ node: name, online, queue },
        listening: pollers.some(({ lastSeenAt }) => isListening(lastSeenAt, now)),
        movers: pollers.map(({ identity, lastSeenAt }) => ({
          identity,
          lastSeenAt: new Date(lastSeenAt).toISOString(),
        })),
      };
    }),
  );
}
