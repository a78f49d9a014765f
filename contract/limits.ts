import { z } from 'zod';
import { clockSchema, timeZoneSchema } from './timeZone.ts';

/** How many bytes a second may be read from sources, and when; and how many reads may be in flight. */

const rate = z.number().int().min(1).nullable().meta({ description: 'Bytes per second; null: no limit.' });

export const limitWindowSchema = z
  .object({
    days: z.array(z.number().int().min(1).max(7)).min(1).meta({ description: '1 is Monday, 7 is Sunday.' }),
    from: clockSchema.meta({ example: '08:00' }),
    to: clockSchema.meta({ description: 'Not after `from`: until then on the day after.', example: '18:00' }),
    bytesPerSecond: z.number().int().min(0).meta({ description: '0: a blackout, nothing is read.' }),
  })
  .meta({ id: 'LimitWindow' });
export type LimitWindow = z.infer<typeof limitWindowSchema>;

export const limitCalendarSchema = z
  .object({
    bytesPerSecond: rate.default(null).meta({ description: 'Outside of every window.' }),
    timeZone: timeZoneSchema.default('UTC').meta({ description: 'IANA name, in which the windows are meant.' }),
    windows: z
      .array(limitWindowSchema)
      .max(100)
      .default([])
      .meta({ description: 'In one the lowest rate of those that cover the moment holds.' }),
  })
  .meta({ id: 'LimitCalendar' });
export type LimitCalendar = z.infer<typeof limitCalendarSchema>;

const cap = (most: number) => z.number().int().min(1).max(1000).nullable().default(most);

export const readCapsSchema = z
  .object({
    perMover: cap(64).meta({ description: 'Of all disks that one mover process copies; null: as many as they bear.' }),
    perHost: cap(16).meta({ description: 'From the disks of one ESXi host, by all movers together.' }),
    perDatastore: cap(24).meta({ description: 'From the disks of one datastore, by all movers together.' }),
  })
  .meta({ id: 'ReadCaps' });
export type ReadCaps = z.infer<typeof readCapsSchema>;

export const limitsSchema = z
  .object({
    overall: limitCalendarSchema.meta({ description: 'For all migrations together.' }),
    connections: z.record(z.string(), limitCalendarSchema).meta({ description: 'By id of the source connection.' }),
    reads: readCapsSchema.prefault({}).meta({ description: 'Reads in flight at most; an export stream is one.' }),
  })
  .meta({ id: 'Limits' });
export type Limits = z.infer<typeof limitsSchema>;

/** No limits of rates, and the usual caps. */
export const noLimits: Limits = {
  overall: { bytesPerSecond: null, timeZone: 'UTC', windows: [] },
  connections: {},
  reads: { perMover: 64, perHost: 16, perDatastore: 24 },
};
