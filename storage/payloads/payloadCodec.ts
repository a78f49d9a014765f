import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { DroverError } from '../../contract/errors.ts';
import { decrypt, encrypt } from '../aesGcm.ts';
import type { PayloadKeys } from './payloadKeys.ts';

const { Payload: PayloadMessage } = proto.temporal.api.common.v1;

/** Names that other tools know from Temporal's own samples. */
const encoding = 'binary/encrypted';
const keyIdField = 'encryption-key-id';

/**
 * Encrypts workflow payloads by AES-256-GCM: the whole payload, its metadata too, under the newest key, whose version
 * stands in the metadata. Payloads that are not encrypted are decoded as they are: histories of earlier releases go on.
 * @param encrypts false: only decodes
 */
export function createPayloadCodec(keys: PayloadKeys, encrypts = true): PayloadCodec {
  return {
    async encode(payloads) {
      if (!encrypts || payloads.length === 0) return payloads;
      const { version, key } = await keys.current();
      return payloads.map((payload) => ({
        metadata: { encoding: Buffer.from(encoding), [keyIdField]: Buffer.from(String(version)) },
        data: encrypt(key, PayloadMessage.encode(payload).finish(), boundTo(version)),
      }));
    },
    decode: (payloads) => Promise.all(payloads.map((payload) => decode(payload, keys))),
  };
}

/** Whether the codec has encoded a payload. */
export function isEncrypted({ metadata }: Payload): boolean {
  const told = metadata?.['encoding'];
  return told !== undefined && told !== null && Buffer.from(told).toString() === encoding;
}

async function decode(payload: Payload, keys: PayloadKeys): Promise<Payload> {
  if (!isEncrypted(payload)) return payload;
  const version = Number(Buffer.from(payload.metadata?.[keyIdField] ?? []).toString());
  const { key } = await keys.ofVersion(version);
  let plain: Buffer;
  try {
    plain = decrypt(key, payload.data ?? Buffer.alloc(0), boundTo(version));
  } catch (cause) {
    throw new DroverError('secrets.altered', `A payload under the payload key ${version} was altered.`, { cause });
  }
  const { metadata, data } = PayloadMessage.decode(plain);
  return { metadata, data };
}

function boundTo(version: number): string {
  return `payload/${version}`;
}
