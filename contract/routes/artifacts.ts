import { z } from 'zod';
import { artifactKindSchema, listedArtifactSchema } from '../artifact.ts';
import { pageOf, pageQuery } from '../page.ts';
import { projectQuery } from '../project.ts';
import { defineRoute } from '../route.ts';

export const artifactRoutes = {
  listAllArtifacts: defineRoute({
    method: 'GET',
    path: '/artifacts',
    tag: 'artifacts',
    permission: 'migrations:read',
    list: true,
    summary: 'What the artifact store holds for migrations, newest first, and what removes it; without links',
    query: z.object({
      ...pageQuery,
      ...projectQuery,
      state: z.enum(['complete', 'unfinished']).default('complete').meta({
        description: '`unfinished` asks the store itself, and answers with one page.',
      }),
      kind: artifactKindSchema.optional(),
      needed: z.enum(['true', 'false']).optional(),
      search: z.string().max(200).optional().meta({ description: "Part of the VM's name, in any case." }),
    }),
    status: 200,
    response: pageOf(listedArtifactSchema).extend({
      total: z
        .object({ count: z.number().int(), bytes: z.number() })
        .nullable()
        .meta({ description: 'Of all pages; told on the first page alone.' }),
    }),
    errors: ['platform.unreachable', 'platform.unauthorised', 'platform.forbidden', 'platform.busy'],
  }),
};
