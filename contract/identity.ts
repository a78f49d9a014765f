import { z } from 'zod';
import { roleSchema } from './permission.ts';
import { grantSchema, projectIdSchema } from './project.ts';
import { sessionSchema } from './session.ts';

/** Logins that a directory or a provider vouches for, and what its groups may do. */

export const realmSchema = z
  .enum(['ldap', 'oidc'])
  .meta({ description: '`ldap`: groups of the directory; `oidc`: values of the provider’s claim.' });
export type Realm = z.infer<typeof realmSchema>;

export const loginWaysSchema = z
  .object({
    directory: z.boolean().meta({ description: 'Users of the directory may log in with their password there.' }),
    provider: z.string().nullable().meta({ description: 'What the provider is called; null: there is none.' }),
  })
  .meta({ id: 'LoginWays' });

export const directoryLoginSchema = z
  .strictObject({ username: z.string().min(1).max(256), password: z.string().min(1).max(1024) })
  .meta({ id: 'DirectoryLogin' });

export const providerLoginSchema = z
  .object({ url: z.string().meta({ description: 'Where the browser goes next.' }) })
  .meta({ id: 'ProviderLogin' });

export const providerAnswerSchema = z
  .strictObject({
    query: z.string().min(1).max(8192).meta({ description: 'Query of the address that the provider sent back to.' }),
  })
  .meta({ id: 'ProviderAnswer' });

export const deviceLoginSchema = z
  .object({
    handle: z.string().meta({ description: 'Send it to `/auth/device/poll`. Sealed: only this instance reads it.' }),
    userCode: z.string(),
    verificationUrl: z.string(),
    completeUrl: z.string().nullable(),
    expiresAt: z.string(),
    intervalSeconds: z.number().int(),
  })
  .meta({ id: 'DeviceLogin' });

export const devicePollSchema = z.strictObject({ handle: z.string().min(1).max(8192) }).meta({ id: 'DevicePoll' });

export const deviceStateSchema = z
  .object({
    state: z.enum(['pending', 'slow-down', 'done']),
    session: sessionSchema.nullable().meta({ description: 'Null until somebody has confirmed.' }),
  })
  .meta({ id: 'DeviceState' });

/** As long as an index of PostgreSQL takes, whatever the letters. */
const group = z.string().trim().min(1).max(800).meta({
  description: 'Distinguished name of a directory’s group, or value of the claim.',
  example: 'cn=migrators,ou=groups,dc=example,dc=org',
});

const ofProject = projectIdSchema.nullable().meta({
  description: 'The project that the role is one in; null: it is one of the instance, and holds in every project.',
});

export const groupRoleInputSchema = z
  .strictObject({ realm: realmSchema, group, role: roleSchema, projectId: ofProject.default(null) })
  .meta({ id: 'GroupRoleInput' });
export const groupRoleChangeSchema = z.strictObject({ role: roleSchema }).meta({ id: 'GroupRoleChange' });

export const groupRoleSchema = z
  .object({
    ...{ id: z.string(), realm: realmSchema, group, role: roleSchema },
    projectId: ofProject,
    projectName: z.string().nullable(),
    ...{ updatedAt: z.string(), updatedBy: z.string() },
  })
  .meta({ id: 'GroupRole' });
export type GroupRole = z.infer<typeof groupRoleSchema>;

export const directoryCheckSchema = z
  .strictObject({ username: z.string().min(1).max(256) })
  .meta({ id: 'DirectoryCheck' });

export const directoryAnswerSchema = z
  .object({
    user: z
      .object({
        name: z.string(),
        subject: z.string(),
        groups: z.array(z.string()),
        role: roleSchema.nullable().meta({ description: 'Of the instance; null: none of the groups gives one.' }),
        grants: z.array(grantSchema).meta({
          description: 'Roles in projects by groups. Without any, and without `role`, the login is refused.',
        }),
      })
      .nullable()
      .meta({ description: 'Null: the directory has no such user.' }),
  })
  .meta({ id: 'DirectoryAnswer' });
