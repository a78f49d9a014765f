import { z } from 'zod';

/** The body of every error (RFC 9457, application/problem+json). `code` is stable, see docs/errors.md. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Address of the code in the error reference.' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'What happened to what.' }),
    code: z.string().meta({ example: 'request.invalid' }),
    remedy: z.string(),
    correlationId: z.string().meta({ description: 'The same as in the header X-Correlation-Id and in the log.' }),
    evidence: z.array(z.string()).optional(),
    issues: z
      .array(z.object({ path: z.string().meta({ example: 'body.target.storage' }), message: z.string() }))
      .optional()
      .meta({ description: 'Fields that do not fit, and why.' }),
    findings: z.array(z.unknown()).optional().meta({ description: 'For `migration.refused`: the Finding objects.' }),
    state: z
      .object({ status: z.string(), stage: z.string(), allowed: z.array(z.string()) })
      .optional()
      .meta({ description: 'For `command.refused`: where the migration is, and what it accepts.' }),
    currentVersion: z
      .string()
      .optional()
      .meta({ description: 'For `version.changed`: the `ETag` that the object has now.', example: '"7"' }),
    openMigrationId: z.string().optional().meta({ description: 'For `migration.duplicate`.' }),
    approvalId: z.string().optional().meta({ description: 'For `approval.needed`: the request that waits now.' }),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
