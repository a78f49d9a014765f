import { z } from 'zod';

/** What a target platform offers: where VMs can be placed. */

export const targetStorageSchema = z
  .object({
    node: z.string(),
    name: z.string(),
    type: z.string(),
    active: z.boolean(),
    shared: z.boolean(),
    content: z.array(z.string()).meta({ description: '`images`, `import`, `iso`, ...' }),
    formats: z.array(z.enum(['raw', 'qcow2'])).meta({ description: 'Formats that it can hold, preferred first.' }),
    totalBytes: z.number(),
    availableBytes: z.number(),
  })
  .meta({ id: 'TargetStorage' });
export type TargetStorage = z.infer<typeof targetStorageSchema>;

export const targetFactsSchema = z
  .object({
    nodes: z.array(z.object({ name: z.string(), online: z.boolean(), cpus: z.number(), memoryBytes: z.number() })),
    storages: z.array(targetStorageSchema),
    bridges: z.array(z.object({ node: z.string(), name: z.string(), vlanAware: z.boolean(), active: z.boolean() })),
    guests: z
      .array(z.object({ vmid: z.number(), name: z.string(), node: z.string(), tags: z.array(z.string()) }))
      .meta({ description: 'Every VM and container of the cluster.' }),
    pools: z.array(z.string()),
  })
  .meta({ id: 'TargetFacts' });
export type TargetFacts = z.infer<typeof targetFactsSchema>;
