import type { NodeMovers } from '../../contract/mover.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import { isListening } from '../../domain/moverFreshness.ts';
import { versionIn } from '../../domain/moverIdentity.ts';
import type { Queries } from '../../prisma/database.ts';
import { listNodeWork } from '../../prisma/queries/nodeWork.ts';
import { moverQueue } from '../../workflows/names.ts';
import type { WorkflowGateway } from '../temporal/workflowGateway.ts';

interface Asked {
  workflows: WorkflowGateway;
  prisma: Queries;
  connectionId: string;
}

/** Of each node of a target, who polls its queue, as Temporal tells, and which open migrations are bound for it. */
export async function moversOf({ workflows, prisma, connectionId }: Asked, { nodes }: TargetFacts) {
  const sorted = nodes.toSorted((a, b) => a.name.localeCompare(b.name));
  const work = await listNodeWork(prisma, connectionId);
  return Promise.all(
    sorted.map(async ({ name, online }): Promise<NodeMovers> => {
      const queue = moverQueue(name);
      const { pollers, waiting } = await workflows.queue(queue);
      const now = Date.now();
      const movers = pollers.map(({ identity, lastSeenAt }) => ({
        ...{ identity, version: versionIn(identity), listening: isListening(lastSeenAt, now) },
        lastSeenAt: new Date(lastSeenAt).toISOString(),
      }));
      return {
        ...{ node: name, online, queue, waiting, movers },
        listening: movers.some(({ listening }) => listening),
        work: work.filter(({ node }) => node === name).map(({ node: _, ...one }) => one),
      };
    }),
  );
}
