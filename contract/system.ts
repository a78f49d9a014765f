import { z } from 'zod';

export const healthSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

export const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z.array(z.object({ name: z.enum(['database', 'temporal']), ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readinessSchema>;

export const versionSchema = z
  .object({
    version: z.string(),
    temporal: z
      .object({ namespace: z.string(), webUrl: z.string().nullable() })
      .meta({ description: 'Where runs can be looked at; `webUrl` is null when no Temporal Web is known.' }),
  })
  .meta({ id: 'Version' });
