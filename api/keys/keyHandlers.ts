import type { Payload } from '@temporalio/common';
import { DroverError } from '../../contract/errors.ts';
import type { Payloads } from '../../contract/payloads.ts';
import type { keyRoutes } from '../../contract/routes/keys.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { createDecodingTrail } from './decodingTrail.ts';
import { keyStatus, rotateKeys } from './rotateKeys.ts';

export function keyHandlers(dependencies: ApiDependencies): HandlersOf<typeof keyRoutes> {
  const { payloadCodec, database } = dependencies;
  const tellDecoding = createDecodingTrail(database);
  return {
    getKeys: () => keyStatus(dependencies),
    rotateKeys: ({ body, ...author }) => rotateKeys(dependencies, body.newPayloadKey, author),
    async decodePayloads({ body, actor, correlationId }) {
      const decoded = await payloadCodec.decode(body.payloads.map(fromJson)).catch(refuse);
      await tellDecoding({ actor, correlationId, payloads: decoded.length });
      return toJson(decoded);
    },
    encodePayloads: async ({ body }) => toJson(await payloadCodec.encode(body.payloads.map(fromJson))),
  };
}

/** What was sent cannot be decrypted: that is the sender's doing, not a defect. @throws ApiError request.invalid */
function refuse(error: unknown): never {
  if (!(error instanceof DroverError) || !['secrets.altered', 'secrets.key-missing'].includes(error.code)) throw error;
  throw new ApiError('request.invalid', error.message, { issues: [{ path: 'body.payloads', message: error.message }] });
}

function fromJson({ metadata = {}, data = '' }: Payloads['payloads'][number]): Payload {
  const fields = Object.entries(metadata).map(([name, text]) => [name, Buffer.from(text, 'base64')]);
  return { metadata: Object.fromEntries(fields), data: Buffer.from(data, 'base64') };
}

function toJson(payloads: Payload[]): Payloads {
  return {
    payloads: payloads.map(({ metadata, data }) => {
      const fields = Object.entries(metadata ?? {}).map(([name, bytes]) => [
        name,
        Buffer.from(bytes).toString('base64'),
      ]);
      return { metadata: Object.fromEntries(fields), data: Buffer.from(data ?? []).toString('base64') };
    }),
  };
}
