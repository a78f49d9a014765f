import { z } from 'zod';
import { roleSchema } from './permission.ts';
import { grantSchema } from './project.ts';
import { accountKindSchema, newPasswordSchema, userNameSchema } from './session.ts';

/** Users and service accounts, as those see them who look after access. */

const accountRoleSchema = roleSchema
  .nullable()
  .meta({ description: 'In every project, and of the instance. Null: only `grants`.' });

export const accountSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: accountKindSchema,
    origin: z.string().meta({ description: '`local`: the password is kept here; else who vouches for the user.' }),
    role: accountRoleSchema,
    grants: z.array(grantSchema).meta({ description: 'Roles in single projects, which admins of these give.' }),
    disabled: z.boolean(),
    lockedUntil: z.string().nullable().meta({ description: 'No password is taken until then.' }),
    failedLogins: z.number().int().meta({ description: 'Wrong passwords since the last right one.' }),
    lastLoginAt: z.string().nullable(),
    passwordChangedAt: z.string().nullable(),
    createdAt: z.string(),
    updatedBy: z.string().nullable(),
    revision: z.number().int().meta({ description: 'Rises with each edit; what `If-Match` wants.' }),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof accountSchema>;

export const accountInputSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('user'),
      name: userNameSchema,
      role: accountRoleSchema,
      password: newPasswordSchema,
    }),
    z.strictObject({ kind: z.literal('service'), name: userNameSchema, role: accountRoleSchema }),
  ])
  .meta({ id: 'AccountInput' });
export type AccountInput = z.infer<typeof accountInputSchema>;

/** Fields that are absent stay. A new password and being disabled end every login; another role counts at once. */
export const accountChangeSchema = z
  .strictObject({ role: accountRoleSchema, disabled: z.boolean(), password: newPasswordSchema })
  .partial()
  .meta({ id: 'AccountChange' });
export type AccountChange = z.infer<typeof accountChangeSchema>;

export const openSessionSchema = z
  .object({
    id: z.string(),
    kind: z
      .enum(['cookie', 'bearer', 'refresh'])
      .meta({ description: 'The console, a token such as that of `drover login`, or a program that refreshes.' }),
    createdAt: z.string(),
    lastSeenAt: z.string().meta({ description: 'To the minute.' }),
    expiresAt: z.string(),
    idleExpiresAt: z.string().nullable().meta({ description: 'Its end if it is not used; null: it may rest.' }),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    current: z.boolean().meta({ description: 'The one that asks.' }),
  })
  .meta({ id: 'OpenSession' });
export type OpenSession = z.infer<typeof openSessionSchema>;
