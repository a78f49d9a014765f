import { z } from 'zod';

/** One line of a migration's story. */
export const timelineEntrySchema = z
  .object({
    at: z.string(),
    kind: z.enum(['request', 'stage-started', 'stage-ended', 'round', 'command', 'parked', 'ended']),
    name: z.string().meta({ description: 'Stage, command, kind of round, status or error code.' }),
    actor: z.string().nullable(),
    detail: z.string(),
  })
  .meta({ id: 'TimelineEntry' });
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
