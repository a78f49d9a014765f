import { z } from 'zod';
import { migrationSummarySchema } from './migrationSummary.ts';

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
      .array(
        z.object({
          identity: z.string(),
          version: z.string().nullable().meta({ description: 'Of Drover, as the mover says; null: it says none.' }),
          lastSeenAt: z.string(),
          listening: z.boolean().meta({ description: 'It asked within the last 70 seconds.' }),
        }),
      )
      .meta({ description: 'Who asked for work lately, newest first. One that ended stays listed for some minutes.' }),
    waiting: z.number().int().meta({ description: 'Tasks of the queue that nobody has taken up; about.' }),
    work: z
      .array(
        z.object({
          ...migrationSummarySchema.pick({ id: true, vm: true, status: true, stage: true }).shape,
          doneBytes: z
            .number()
            .nullable()
            .meta({ description: 'Of the running round of all disks; null: none was told.' }),
          totalBytes: z.number().nullable(),
          bytesPerSecond: z.number(),
        }),
      )
      .meta({ description: 'Open migrations whose VM is on the node, oldest first.' }),
  })
  .meta({ id: 'NodeMovers' });
export type NodeMovers = z.infer<typeof nodeMoversSchema>;
