import { z } from 'zod';

export const artifactSchema = z
  .object({
    key: z.string(),
    bytes: z.number(),
    modifiedAt: z.string(),
    url: z.string().meta({ description: 'A link that lets its holder read the artifact for a while; ranges work.' }),
  })
  .meta({ id: 'Artifact' });
export type Artifact = z.infer<typeof artifactSchema>;
