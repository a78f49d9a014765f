import { z } from 'zod';
import { limitCalendarSchema } from './limits.ts';
import { planSchema } from './plan.ts';

/** What a command carries besides its name. */
export const commandInputSchema = z
  .object({
    plan: planSchema.optional().meta({ description: '`retry` only: the corrected plan.' }),
    at: z.iso.datetime({ offset: true }).optional().meta({ description: '`schedule` only: when to cut over.' }),
    bytesPerSecond: z.number().int().positive().nullable().optional().meta({
      description: '`limit` only: what the migration may read a second from now on; null: no limit of its own.',
    }),
    calendar: limitCalendarSchema.nullable().optional().meta({
      description: '`limit` only: the same by the hours of the week, beside the rate; null: none. Absent: as it was.',
    }),
  })
  .meta({ id: 'CommandInput' });
export type CommandInput = z.infer<typeof commandInputSchema>;
