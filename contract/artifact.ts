import { z } from 'zod';
import { migrationStatusSchema } from './migration.ts';

export const artifactSchema = z
  .object({
    key: z.string(),
    bytes: z.number(),
    modifiedAt: z.string(),
    url: z.string().meta({ description: 'A link that lets its holder read the artifact for a while; ranges work.' }),
  })
  .meta({ id: 'Artifact' });
export type Artifact = z.infer<typeof artifactSchema>;

export const artifactKindSchema = z.enum(['image', 'certificate']);
export type ArtifactKind = z.infer<typeof artifactKindSchema>;

/** An object of the artifact store, whose it is, and what removes it. */
export const listedArtifactSchema = z
  .object({
    key: z.string(),
    kind: artifactKindSchema,
    state: z.enum(['complete', 'unfinished']).meta({
      description: '`unfinished`: an upload that is under way, or that an export which died has left.',
    }),
    bytes: z.number().meta({ description: 'Of an unfinished upload: what the store holds of it.' }),
    sha256: z.string().nullable().meta({
      description: 'Of the whole object, as read back when it was written; null: unfinished, or not recorded.',
    }),
    modifiedAt: z.string(),
    migration: z
      .object({ id: z.string(), projectId: z.string(), vm: z.string(), status: migrationStatusSchema })
      .nullable()
      .meta({ description: 'Null: no migration of this instance has this id.' }),
    needed: z.boolean().meta({ description: 'An open migration works with it, or it is a proof.' }),
    removedBy: z.enum(['migration', 'housekeeping', 'nobody']).meta({
      description: '`migration`: its own, when it ends. `nobody`: it stays until the store loses it.',
    }),
    removedAfter: z.string().nullable().meta({ description: 'Housekeeping leaves it alone until then.' }),
  })
  .meta({ id: 'ListedArtifact' });
export type ListedArtifact = z.infer<typeof listedArtifactSchema>;
