import { z } from 'zod';
import { connectionUrlSchema } from './connectionUrl.ts';
import { objectNameSchema } from './objectName.ts';
import { defaultProject, projectIdSchema } from './project.ts';

export const connectionKindSchema = z.enum(['vsphere', 'proxmox']);
export type ConnectionKind = z.infer<typeof connectionKindSchema>;

/** Secrets go in and never come out again. */
export const connectionInputSchema = z
  .object({
    name: objectNameSchema,
    projectId: projectIdSchema.default(defaultProject),
    kind: connectionKindSchema,
    url: connectionUrlSchema,
    fingerprint256: z
      .string()
      .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
      .optional()
      .meta({
        description: 'SHA-256 of the server certificate, confirmed by the operator. Absent: a public CA must vouch.',
      }),
    username: z.string().min(1).meta({ description: 'Proxmox VE: a user, or `user@realm!token` for an API token.' }),
    password: z.string().min(1),
  })
  .meta({ id: 'ConnectionInput' });
export type ConnectionInput = z.infer<typeof connectionInputSchema>;

export const connectionSchema = z
  .object({
    id: z.string(),
    projectId: z.string(),
    name: z.string(),
    kind: connectionKindSchema,
    url: z.string(),
    fingerprint256: z.string().nullable(),
    username: z.string(),
    product: z.string().nullable(),
    checkedAt: z.string().nullable(),
    createdAt: z.string(),
    revision: z.number().int().meta({ description: 'Rises with each edit; what `If-Match` wants.' }),
    updatedBy: z.string().nullable().meta({ description: 'Who edited it last; null: nobody since it was made.' }),
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof connectionSchema>;

/** Result of a connection test: the first step that failed names the cause. */
export const connectionTestSchema = z
  .object({
    ok: z.boolean(),
    steps: z.array(
      z.object({
        name: z.enum(['resolve', 'connect', 'certificate', 'login', 'version', 'privileges']),
        ok: z.boolean(),
        detail: z.string(),
        remedy: z.string().nullable(),
      }),
    ),
    fingerprint256: z.string().nullable().meta({ description: 'As seen on the wire, for confirmation.' }),
    product: z.string().nullable(),
    missingPrivileges: z.array(z.string()),
  })
  .meta({ id: 'ConnectionTest' });
export type ConnectionTest = z.infer<typeof connectionTestSchema>;
