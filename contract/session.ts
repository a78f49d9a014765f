import { z } from 'zod';
import { permissionSchema, roleSchema } from './permission.ts';
import { grantSchema } from './project.ts';

/** Logging in: as a person at the console, as a program, and as the first of all. */

/** PostgreSQL takes no NUL, and no name has any of the others. */
export const withoutControls = (text: string): boolean => !/\p{Cc}/u.test(text);

export const loginSchema = z
  .object({
    username: z.string().min(1).max(64).refine(withoutControls, 'must have no control characters'),
    password: z.string().min(1).max(1024),
  })
  .meta({ id: 'Login' });

export const accountKindSchema = z.enum(['user', 'service']);
export type AccountKind = z.infer<typeof accountKindSchema>;

export const userSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: accountKindSchema.meta({ description: '`service`: a program, which has tokens and no password.' }),
    role: roleSchema.nullable().meta({ description: 'In every project, and of the instance. Null: only `grants`.' }),
    grants: z.array(grantSchema).meta({ description: 'Roles in single projects; they add to `role`.' }),
    permissions: z.array(permissionSchema).meta({
      description: 'Those that this login has anywhere: a token may have fewer than its owner.',
    }),
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof userSchema>;

export const sessionSchema = z
  .object({
    token: z.string().meta({ description: 'Send it as `Authorization: Bearer`.' }),
    expiresAt: z.string(),
    user: userSchema,
  })
  .meta({ id: 'Session' });

/** The header that carries `csrfToken` of a console session. */
export const csrfHeader = 'x-csrf-token';

export const consoleSessionSchema = z
  .object({
    csrfToken: z.string().meta({ description: `Send it as \`${csrfHeader}\` with everything but GET.` }),
    expiresAt: z.string().meta({ description: 'The latest end; it ends sooner when it is not used.' }),
    user: userSchema,
  })
  .meta({ id: 'ConsoleSession' });
export type ConsoleSession = z.infer<typeof consoleSessionSchema>;

export const consoleStateSchema = z
  .object({
    session: consoleSessionSchema.nullable().meta({ description: 'Null: nobody is logged in in this browser.' }),
    setupNeeded: z.boolean().meta({ description: 'There is no user yet: the set-up token makes the first.' }),
  })
  .meta({ id: 'ConsoleState' });

export const tokenPairSchema = z
  .object({
    accessToken: z.string().meta({ description: 'A JWT; send it as `Authorization: Bearer`.' }),
    accessExpiresAt: z.string(),
    refreshToken: z.string().meta({ description: 'Good for one refresh. Spent twice, it ends the whole login.' }),
    refreshExpiresAt: z.string().meta({ description: 'The end of the login: a refresh does not move it.' }),
    user: userSchema,
  })
  .meta({ id: 'TokenPair' });

export const refreshSchema = z.object({ refreshToken: z.string().min(1).max(200) }).meta({ id: 'Refresh' });

/** As names of users are written: no two of them look alike. */
export const userNameSchema = z
  .string()
  .regex(/^[a-z0-9._@-]{1,64}$/i, 'must be at most 64 letters (a to z), digits, ".", "_", "@" or "-"');

/** The API names what the policy dislikes (domain/passwordPolicy.ts). */
export const newPasswordSchema = z
  .string()
  .max(1024)
  .meta({ description: 'At least 12 characters, not the name, and none of the commonest.' });

export const setupSchema = z
  .strictObject({ token: z.string().min(1).max(200), username: userNameSchema, password: newPasswordSchema })
  .meta({ id: 'Setup' });

export const passwordChangeSchema = z
  .strictObject({ current: z.string().min(1).max(1024), password: newPasswordSchema })
  .meta({ id: 'PasswordChange' });
