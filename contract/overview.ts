import { z } from 'zod';
import { diskProgressSchema } from './migration.ts';
import { migrationSummarySchema } from './migrationSummary.ts';

/** What the first page of a console shows, from the database alone: nothing is asked of a platform. */
export const overviewSchema = z
  .object({
    at: z.string(),
    open: z.array(migrationSummarySchema).meta({
      description: 'Migrations that have not ended: parked, then holding, then the rest; at most 200.',
    }),
    openCount: z.number().int(),
    progress: z.array(diskProgressSchema).meta({ description: 'Newest progress of the disks of `open`.' }),
    hours: z
      .array(
        z.object({
          from: z.string().meta({ description: 'The whole hour, UTC.' }),
          readBytes: z.number().meta({ description: 'Read from sources in rounds that ended in this hour.' }),
          completed: z.number().int().meta({ description: 'Migrations that completed in this hour.' }),
        }),
      )
      .meta({ description: 'Of the last seven days; hours in which nothing ended are left out.' }),
    endedCount: z
      .object({ completed: z.number().int(), cancelled: z.number().int(), 'rolled-back': z.number().int() })
      .meta({ description: 'Ever since.' }),
    inventory: z.array(
      z.object({ connectionId: z.string(), vms: z.number().int(), capacityBytes: z.number(), moved: z.number().int() }),
    ),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof overviewSchema>;
