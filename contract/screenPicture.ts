import { z } from 'zod';

/** What the screen of a target VM showed, or why nobody knows. */
export const screenPictureSchema = z
  .object({
    occasion: z.enum(['boot', 'asked']).meta({
      description: '`boot`: after the guest had answered, or had not in time. `asked`: by somebody, the last one.',
    }),
    at: z.string(),
    width: z.number().int().nullable(),
    height: z.number().int().nullable(),
    png: z
      .string()
      .max(1_400_000)
      .nullable()
      .meta({ description: 'Base64; at most 1 MiB, for which a large picture is halved. Null: there is none.' }),
    problem: z.object({ code: z.string(), message: z.string() }).nullable().meta({ description: 'Why there is none.' }),
  })
  .meta({ id: 'ScreenPicture' });
export type ScreenPicture = z.infer<typeof screenPictureSchema>;
