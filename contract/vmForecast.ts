import { z } from 'zod';
import { strategySchema } from './plan.ts';

/** What a migration that has not begun would take, by those that have ended. */

const span = z
  .object({
    medianMs: z.number().int().meta({ description: 'As likely too long as too short.' }),
    p90Ms: z.number().int().meta({ description: '90 % are expected to take no longer.' }),
  })
  .meta({ id: 'ForecastSpan' });

const count = (description: string) => z.number().int().meta({ description });

export const forecastBasisSchema = z
  .object({
    migrations: count('Completed migrations between the two connections that were looked at, newest first.'),
    copies: count('Of these, with a baseline that can be compared; without any 100 MiB/s are assumed.'),
    shutdowns: count('Shutdowns that were measured; below 5 assumptions count as well.'),
    finals: count('Final rounds that were measured; below 5 assumptions count as well.'),
    verifications: count('Volumes that were read back; without any 150 MiB/s are assumed.'),
    boots: count('Boots that were measured; below 5 assumptions count as well.'),
  })
  .meta({ id: 'ForecastBasis' });
export type ForecastBasis = z.infer<typeof forecastBasisSchema>;

export const vmForecastSchema = z
  .object({
    ref: z.string().meta({ description: 'Reference of the VM on its source.' }),
    name: z.string(),
    strategy: strategySchema,
    capacityBytes: z.number().int().meta({ description: 'Of all its disks, as the inventory saw them last.' }),
    duration: span.meta({
      description: 'From the start until the target runs, without waiting for a command or a time.',
    }),
    downtime: span.meta({ description: 'Warm: after the deltas have settled. Cold: the copy is part of it.' }),
  })
  .meta({ id: 'VmForecast' });
export type VmForecast = z.infer<typeof vmForecastSchema>;

export const forecastListSchema = z
  .object({ at: z.string(), basedOn: forecastBasisSchema, items: z.array(vmForecastSchema) })
  .meta({ id: 'ForecastList' });
export type ForecastList = z.infer<typeof forecastListSchema>;
