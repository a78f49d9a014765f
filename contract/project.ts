import { z } from 'zod';
import { objectNameSchema } from './objectName.ts';
import { roleSchema } from './permission.ts';

/** A project: connections, and with them VMs, presets, plans, schedules and migrations; who may do what; its policy. */

/** The project of what names none. */
export const defaultProject = 'default';

export const projectIdSchema = z.string().min(1).max(100);

/** Of lists. */
export const projectQuery = {
  projectId: projectIdSchema.optional().meta({ description: 'Of this project only.' }),
};

const policy = {
  approveCutover: z.boolean().meta({
    description:
      'A cutover, also one at a time, waits until somebody else has approved it. No migration cuts over by itself.',
  }),
  approveDeletion: z.boolean().meta({
    description:
      'Cancelling a migration, which removes what it made, removing residue or a connection waits for somebody else.',
  }),
  approvalHours: z.number().int().min(1).max(720).meta({ description: 'After so many a request has expired.' }),
  ownOnly: z.boolean().meta({ description: 'Operators command the migrations that they have started, and no others.' }),
};

const editable = { name: objectNameSchema, ...policy };

export const projectInputSchema = z
  .strictObject({
    name: editable.name,
    approveCutover: policy.approveCutover.default(false),
    approveDeletion: policy.approveDeletion.default(false),
    approvalHours: policy.approvalHours.default(24),
    ownOnly: policy.ownOnly.default(false),
  })
  .meta({ id: 'ProjectInput' });
export type ProjectInput = z.infer<typeof projectInputSchema>;

/** Fields that are absent stay. */
export const projectChangeSchema = z.strictObject(editable).partial().meta({ id: 'ProjectChange' });
export type ProjectChange = z.infer<typeof projectChangeSchema>;

export const projectSchema = z
  .object({
    id: z.string(),
    ...editable,
    revision: z.number().int().meta({ description: 'Rises with each edit; what `If-Match` wants.' }),
    createdAt: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string(),
  })
  .meta({ id: 'Project' });
export type Project = z.infer<typeof projectSchema>;

/** A project in a list. */
export const listedProjectSchema = projectSchema
  .extend({
    connections: z.number().int().meta({ description: 'How many belong to it.' }),
    members: z.number().int().meta({ description: 'Users with a role in it; those of the instance are not counted.' }),
  })
  .meta({ id: 'ListedProject' });
export type ListedProject = z.infer<typeof listedProjectSchema>;

const byGroup = z.string().nullable().meta({
  description: 'The group that gave the role at the last login; null: it was given by hand.',
});

/** One role of one user: who has several roles in a project is there several times. */
export const memberSchema = z
  .object({
    user: z.string().meta({ description: 'Name of the user.' }),
    role: roleSchema,
    group: byGroup,
    grantedBy: z.string().meta({ description: 'Who gave it, to the user or to the group.' }),
    createdAt: z.string(),
  })
  .meta({ id: 'ProjectMember' });
export type Member = z.infer<typeof memberSchema>;

export const grantSchema = z
  .object({ projectId: z.string(), projectName: z.string(), role: roleSchema, group: byGroup })
  .meta({ id: 'Grant' });
export type Grant = z.infer<typeof grantSchema>;
