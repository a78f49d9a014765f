import { randomBytes } from 'node:crypto';
import { DroverError } from '../../contract/errors.ts';
import type { KeyWrapper, WrappedKey } from '../../ports/keyWrapper.ts';
import type { SecretStore } from '../../ports/secretStore.ts';
import { decrypt, encrypt } from '../aesGcm.ts';
import { DataKeyCache } from './dataKeyCache.ts';
import { openDirectSeal } from './directSeal.ts';
import { readSealedText, writeEnvelope } from './sealedText.ts';

export interface SecretStoreOptions {
  keys: KeyWrapper;
  /** Opens what the first scheme has sealed. */
  keyFile: string;
  /** Milliseconds that an opened data key is kept; 5 minutes by default. */
  cacheMs?: number;
}

const dataKeyBytes = 32;
const mostCached = 1000;

/** Envelopes: each secret under a data key of its own (AES-256-GCM), which a key-encryption key wraps. */
export function createSecretStore({ keys, keyFile, cacheMs = 300_000 }: SecretStoreOptions): SecretStore {
  const cache = new DataKeyCache({ ttlMs: cacheMs, most: mostCached });

  async function seal(plain: Buffer, context: string): Promise<string> {
    const dataKey = randomBytes(dataKeyBytes);
    try {
      return writeEnvelope(await keys.wrap(dataKey, context), encrypt(dataKey, plain, context));
    } finally {
      dataKey.fill(0);
    }
  }

  /** The name holds the context: who knows a wrapped key only must not get it by another's. */
  async function withDataKey<T>(key: WrappedKey, context: string, use: (dataKey: Buffer) => T): Promise<T> {
    const name = JSON.stringify([key.keyId, key.wrapped.toString('base64'), context]);
    const known = cache.get(name);
    if (known !== undefined) return use(known);
    const opened = await keys.unwrap(key, context);
    try {
      return use(opened);
    } finally {
      // Only now: the cache may clear it as soon as another one comes in its place.
      cache.put(name, opened);
    }
  }

  async function open(sealed: string, context: string): Promise<Buffer> {
    const text = parsed(sealed, context);
    if (text.scheme === 'direct') return openDirectSeal(keyFile, text.keyId, { body: text.body, context });
    return withDataKey(text.key, context, (dataKey) => {
      try {
        return decrypt(dataKey, text.body, context);
      } catch (cause) {
        throw new DroverError('secrets.altered', `The secret of ${context} was altered or belongs to another object.`, {
          cause,
        });
      }
    });
  }

  return {
    seal: (plain, context) => seal(Buffer.from(plain), context),
    open: async (sealed, context) => (await open(sealed, context)).toString('utf8'),
    async reseal(sealed, context) {
      const text = parsed(sealed, context);
      // It has no data key that could be wrapped anew.
      if (text.scheme === 'direct') return seal(await open(sealed, context), context);
      const dataKey = await keys.unwrap(text.key, context);
      try {
        return writeEnvelope(await keys.wrap(dataKey, context), text.body);
      } finally {
        dataKey.fill(0);
      }
    },
    keyOf(sealed) {
      const text = readSealedText(sealed);
      if (text === null) return 'unknown';
      return text.scheme === 'direct' ? `file-direct:${text.keyId}` : text.key.keyId;
    },
    currentKey: () => keys.currentKeyId(),
    async close() {
      cache.clear();
      await keys.close();
    },
  };
}

function parsed(sealed: string, context: string) {
  const text = readSealedText(sealed);
  if (text === null) throw new DroverError('secrets.altered', `What is stored for ${context} is no sealed secret.`);
  return text;
}
