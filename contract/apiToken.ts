import { z } from 'zod';
import { permissionSchema } from './permission.ts';
import { withoutControls } from './session.ts';

/** Tokens for the command line and for automation. Each is shown once; what is kept is its hash. */

export const apiTokenPrefix = 'drover_pat_';

export const apiTokenSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(permissionSchema).meta({ description: 'What it may do, as far as its owner may.' }),
    createdAt: z.string(),
    createdBy: z.string(),
    expiresAt: z.string(),
    lastUsedAt: z.string().nullable().meta({ description: 'To the minute; null: never.' }),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof apiTokenSchema>;

export const apiTokenInputSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(80).refine(withoutControls, 'must have no control characters'),
    scopes: z.array(permissionSchema).min(1).max(100),
    expiresAt: z.iso.datetime({ offset: true }).meta({ description: 'At most `apiTokenDays` (a setting) from now.' }),
  })
  .meta({ id: 'ApiTokenInput' });
export type ApiTokenInput = z.infer<typeof apiTokenInputSchema>;

export const newApiTokenSchema = apiTokenSchema
  .extend({ token: z.string().meta({ description: 'Shown this once. Send it as `Authorization: Bearer`.' }) })
  .meta({ id: 'NewApiToken' });
