import { z } from 'zod';
import { limitsSchema, noLimits } from './limits.ts';

/** What an administrator may set for the whole instance while it runs. */
export const settingsSchema = z
  .object({
    sessionHours: z.number().int().min(1).max(168).meta({ description: 'How long a login holds.' }),
    artifactLinkMinutes: z.number().int().min(1).max(1440).meta({
      description: 'How long a link in the list of artifacts holds.',
    }),
    limits: limitsSchema.meta({ description: 'What may be read from sources, and when; applied within a second.' }),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = { sessionHours: 12, artifactLinkMinutes: 60, limits: noLimits };
