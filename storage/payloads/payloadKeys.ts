import { randomBytes } from 'node:crypto';
import { DroverError } from '../../contract/errors.ts';
import type { PayloadKeyShelf } from '../../ports/payloadKeys.ts';
import type { SecretStore } from '../../ports/secretStore.ts';

export interface PayloadKey {
  version: number;
  key: Buffer;
}

/** The keys of workflow payloads. What has been opened is kept for the life of the process: a run needs no database to go on. */
export interface PayloadKeys {
  /** The newest, made where there is none. */
  current(): Promise<PayloadKey>;
  /** @throws DroverError secrets.key-missing */
  ofVersion(version: number): Promise<PayloadKey>;
}

export interface PayloadKeysOptions {
  shelf: PayloadKeyShelf;
  secrets: SecretStore;
  /** Milliseconds after which the shelf is looked at for a newer key; a minute by default. */
  lookMs?: number;
}

/** What a payload key is bound to when it is sealed. */
export function payloadKeyContext(version: number): string {
  return `payload-key/${version}`;
}

/** A new key, sealed. */
export async function makePayloadKey(secrets: SecretStore, version: number) {
  const key = randomBytes(32);
  return { version, sealed: await secrets.seal(key.toString('base64'), payloadKeyContext(version)) };
}

export function openPayloadKeys({ shelf, secrets, lookMs = 60_000 }: PayloadKeysOptions): PayloadKeys {
  const opened = new Map<number, Promise<PayloadKey>>();
  let newest: PayloadKey | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function open(version: number, sealed: string): Promise<PayloadKey> {
    const known = opened.get(version);
    if (known !== undefined) return known;
    const opening = secrets
      .open(sealed, payloadKeyContext(version))
      .then((text) => ({ version, key: Buffer.from(text, 'base64') }));
    opened.set(version, opening);
    // A keeper that could not be reached may be the next time.
    opening.catch(() => opened.delete(version));
    return opening;
  }

  async function look(): Promise<PayloadKey> {
    let keys = await shelf.list();
    if (keys.length === 0) {
      await shelf.add(await makePayloadKey(secrets, 1));
      keys = await shelf.list();
    }
    const last = keys.reduce((one, other) => (other.version > one.version ? other : one));
    return open(last.version, last.sealed);
  }

  return {
    async current() {
      if (newest !== null && Date.now() - lookedAt < lookMs) return newest;
      lookedAt = Date.now();
      try {
        newest = await look();
      } catch (error) {
        // A database that is away stops no run: the key that is known goes on.
        if (newest === null) throw error;
      }
      return newest;
    },
    async ofVersion(version) {
      const known = opened.get(version);
      if (known !== undefined) return known;
      const found = (await shelf.list()).find((key) => key.version === version);
      if (found !== undefined) return open(version, found.sealed);
      throw new DroverError('secrets.key-missing', `There is no payload key ${version}.`);
    },
  };
}
