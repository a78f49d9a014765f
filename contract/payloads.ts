import { z } from 'zod';

/** A payload in the JSON of Temporal's API: bytes are base64. */
const payloadSchema = z
  .looseObject({
    metadata: z.record(z.string(), z.base64()).optional(),
    data: z.base64().optional(),
  })
  .meta({ id: 'TemporalPayload' });

/** What a remote codec is asked and answers (https://docs.temporal.io/codec-server). */
export const payloadsSchema = z.object({ payloads: z.array(payloadSchema).max(5000) }).meta({ id: 'TemporalPayloads' });
export type Payloads = z.infer<typeof payloadsSchema>;
