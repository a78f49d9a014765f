import { z } from 'zod';
import { diskProgressSchema } from './migration.ts';
import { migrationSummarySchema } from './migrationSummary.ts';

/** Messages of the websocket at `/api/v1/events`. */

export const eventsPath = '/api/v1/events';

/** The first message of a client, within ten seconds: the token never rides in a URL. */
export const clientMessageSchema = z
  .object({ type: z.literal('authenticate'), token: z.string() })
  .meta({ id: 'ClientMessage' });

export const serverEventSchema = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('ready') }),
    z.object({ type: z.literal('migration'), migration: migrationSummarySchema }),
    z.object({ type: z.literal('progress'), migrationId: z.string(), disks: z.array(diskProgressSchema) }),
    z.object({ type: z.literal('inventory'), connectionId: z.string() }),
    z.object({ type: z.literal('schedule'), scheduleId: z.string() }),
    z.object({ type: z.literal('approval'), approvalId: z.string() }),
    z
      .object({ type: z.literal('refetch') })
      .meta({ description: 'Events may have been missed: read again what is shown.' }),
  ])
  .meta({ id: 'ServerEvent' });
export type ServerEvent = z.infer<typeof serverEventSchema>;

/** Close code when the first message carries no valid token, or the session has ended. */
export const unauthorisedClose = 4401;
