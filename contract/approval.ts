import { z } from 'zod';
import { commandInputSchema } from './command.ts';

/** A request of one person that another has to agree to before it is carried out. */

export const approvalActionSchema = z.enum([
  'cutover',
  'schedule',
  'cancel',
  'rollback',
  'remove-residue',
  'delete-connection',
]);
export type ApprovalAction = z.infer<typeof approvalActionSchema>;

export const approvalStatusSchema = z.enum(['pending', 'approved', 'refused', 'expired', 'obsolete', 'void']);
export type ApprovalStatus = z.infer<typeof approvalStatusSchema>;

export const approvalSchema = z
  .object({
    id: z.string(),
    projectId: z.string(),
    action: approvalActionSchema,
    subject: z.string().meta({ example: 'migration/0197…' }),
    subjectName: z.string().meta({ description: 'Of the VM, or of the connection.' }),
    input: commandInputSchema,
    status: approvalStatusSchema.meta({
      description:
        '`obsolete`: what it was about had ended or gone when it was to be carried out. `void`: who had asked might not do it any more. `comment` has the reason.',
    }),
    requestedBy: z.string(),
    requestedAt: z.string(),
    expiresAt: z.string(),
    decidedBy: z.string().nullable(),
    decidedAt: z.string().nullable(),
    comment: z.string().nullable(),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof approvalSchema>;

export const decisionSchema = z
  .strictObject({ comment: z.string().trim().max(500).optional() })
  .meta({ id: 'ApprovalDecision' });
