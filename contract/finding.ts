import { z } from 'zod';

export const severitySchema = z.enum(['blocker', 'warning', 'info']);

/** One thing that preflight found. A blocker refuses the migration before anything is made. */
export const findingSchema = z
  .object({
    code: z.string().meta({ description: 'Stable, e.g. `disk.independent`.', example: 'disk.independent' }),
    severity: severitySchema,
    subject: z.string().meta({ description: 'The object concerned, e.g. `Hard disk 2`.' }),
    evidence: z.string().meta({ description: 'What was seen.' }),
    remedy: z.string().meta({ description: 'What to do about it.' }),
  })
  .meta({ id: 'Finding' });
export type Finding = z.infer<typeof findingSchema>;

export const preflightReportSchema = z
  .object({
    checkedAt: z.string(),
    strategy: z
      .enum(['warm', 'cold'])
      .meta({ description: 'What will really happen, e.g. cold when no mover is reachable.' }),
    route: z.enum(['direct', 'staged']),
    transport: z.enum(['https', 'nfc', 'nbd']),
    vm: z.object({ ref: z.string(), name: z.string() }),
    findings: z.array(findingSchema),
  })
  .meta({ id: 'PreflightReport' });
export type PreflightReport = z.infer<typeof preflightReportSchema>;
