import { z } from 'zod';

/** A node of a target, and who moves bytes there. */
export const nodeMoversSchema = z
  .object({
    node: z.string(),
    online: z.boolean(),
    queue: z.string().meta({ description: 'Task queue of the node, in Temporal.' }),
    listening: z
      .boolean()
      .meta({ description: 'A mover asked for work within the last 70 seconds: the direct route is open.' }),
    movers: z
      .array(z.object({ identity: z.string(), lastSeenAt: z.string() }))
      .meta({ description: 'Who asked for work lately, newest first. One that ended stays listed for some minutes.' }),
  })
  .meta({ id: 'NodeMovers' });
export type NodeMovers = z.infer<typeof nodeMoversSchema>;
