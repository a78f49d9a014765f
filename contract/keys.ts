import { z } from 'zod';

export const keyStatusSchema = z
  .object({
    currentKey: z.string().meta({ description: 'Id of the key that closes secrets now.' }),
    keys: z
      .array(z.object({ keyId: z.string(), secrets: z.int().min(0) }))
      .meta({ description: 'How many stored secrets each key has closed; `unknown`: what is no sealed secret.' }),
    payloadKeys: z
      .array(z.object({ version: z.int().min(1), createdAt: z.iso.datetime() }))
      .meta({ description: 'Keys of workflow payloads; the newest, which is in use, comes last.' }),
  })
  .meta({ id: 'KeyStatus' });
export type KeyStatus = z.infer<typeof keyStatusSchema>;

export const keyRotationInputSchema = z
  .object({
    newPayloadKey: z
      .boolean()
      .default(false)
      .meta({ description: 'Also make a new key for workflow payloads; the former ones go on decrypting.' }),
  })
  .meta({ id: 'KeyRotationInput' });

export const keyRotationSchema = z
  .object({
    resealed: z.int().min(0).meta({ description: 'Secrets that were closed with the current key just now.' }),
    failed: z
      .array(z.object({ secret: z.string(), code: z.string() }))
      .meta({ description: 'Secrets that could not be opened, by what they belong to; they are as they were.' }),
    status: keyStatusSchema,
  })
  .meta({ id: 'KeyRotation' });
export type KeyRotation = z.infer<typeof keyRotationSchema>;
