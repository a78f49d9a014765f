import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationFailure, defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { PayloadKeyShelf, SealedPayloadKey } from '../../ports/payloadKeys.ts';
import { openSecretStore } from '../secrets/openSecretStore.ts';
import { dataConverterWith } from './dataConverter.ts';
import { createPayloadCodec, isEncrypted } from './payloadCodec.ts';
import { makePayloadKey, openPayloadKeys } from './payloadKeys.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const secrets = await openSecretStore({ keyFile: join(folder, 'key') });
const kept: SealedPayloadKey[] = [];
const shelf: PayloadKeyShelf = {
  list: async () => [...kept],
  async add(key) {
    if (!kept.some(({ version }) => version === key.version)) kept.push(key);
  },
};
const open = (lookMs = 0) => openPayloadKeys({ shelf, secrets, lookMs });
const codec = createPayloadCodec(open());
afterAll(async () => {
  await secrets.close();
  rmSync(folder, { recursive: true });
});

const bytes = fc.uint8Array({ maxLength: 300 });
const payloads: fc.Arbitrary<Payload[]> = fc.array(
  fc.record({ metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), bytes, { maxKeys: 3 }), data: bytes }),
  { maxLength: 4 },
);

test('whatever is encoded is unreadable, and comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(payloads, async (given) => {
      const encoded = await codec.encode(given);
      expect(encoded.every(isEncrypted)).toBe(true);
      expect(encoded.every(({ metadata }) => Object.keys(metadata ?? {}).length === 2)).toBe(true);
      const decoded = await codec.decode(encoded);
      expect(decoded.map(plainly)).toEqual(given.map(plainly));
    }),
  );
});

function plainly({ metadata, data }: Payload) {
  const fields = Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('hex')]);
  return { metadata: Object.fromEntries(fields), data: Buffer.from(data ?? []).toString('hex') };
}

test('what is not encrypted is decoded as it is; a codec that is off still decrypts', async () => {
  const plain = defaultPayloadConverter.toPayload({ vm: 'app01' });
  expect(await codec.decode([plain])).toEqual([plain]);
  const off = createPayloadCodec(open(), false);
  expect(await off.encode([plain])).toEqual([plain]);
  expect((await off.decode(await codec.encode([plain]))).map(plainly)).toEqual([plainly(plain)]);
});

test('the same twice looks different, and one changed bit or another key version is refused', async () => {
  const [one, other] = await codec.encode([1, 1].map((value) => defaultPayloadConverter.toPayload(value)));
  if (one === undefined || other === undefined) throw new Error('Two payloads were given.');
  expect(Buffer.from(one.data ?? []).equals(Buffer.from(other.data ?? []))).toBe(false);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: (one.data?.length ?? 0) * 8 - 1 }), async (bit) => {
      const data = Buffer.from(one.data ?? []);
      data[bit >> 3] = (data[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(codec.decode([{ ...one, data }])).rejects.toMatchObject({ code: 'secrets.altered' });
    }),
    { numRuns: 30 },
  );
  const metadata = { ...one.metadata, 'encryption-key-id': Buffer.from('7') };
  await expect(codec.decode([{ ...one, metadata }])).rejects.toMatchObject({ code: 'secrets.key-missing' });
});

test('after a rotation new payloads take the new key, in every process, and old ones stay readable', async () => {
  const other = createPayloadCodec(open());
  const old = await other.encode([defaultPayloadConverter.toPayload('old')]);
  await shelf.add(await makePayloadKey(secrets, 2));
  const young = await codec.encode([defaultPayloadConverter.toPayload('young')]);
  expect(Buffer.from(young[0]?.metadata?.['encryption-key-id'] ?? []).toString()).toBe('2');
  // A process that has not looked yet, and one that has just started.
  for (const reader of [createPayloadCodec(open(60_000)), other]) {
    const read = await reader.decode([...old, ...young]);
    expect(read.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(['old', 'young']);
  }
});

test('processes that start at once agree on the first key', async () => {
  const together: SealedPayloadKey[] = [];
  const slow: PayloadKeyShelf = {
    list: async () => [...together],
    async add(key) {
      if (!together.some(({ version }) => version === key.version)) together.push(key);
    },
  };
  const codecs = Array.from({ length: 4 }, () => createPayloadCodec(openPayloadKeys({ shelf: slow, secrets })));
  const encoded = await Promise.all(codecs.map((one) => one.encode([defaultPayloadConverter.toPayload('x')])));
  expect(together).toHaveLength(1);
  const read = await codecs[0]?.decode(encoded.flat());
  expect(read?.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(['x', 'x', 'x', 'x']);
});

test('a shelf that is away stops nobody who has a key, and whoever has none does not go on unencrypted', async () => {
  const away: PayloadKeyShelf = {
    list: () => Promise.reject(new Error('away')),
    add: () => Promise.reject(new Error('away')),
  };
  let now = shelf;
  const changing: PayloadKeyShelf = { list: () => now.list(), add: (key) => now.add(key) };
  const known = createPayloadCodec(openPayloadKeys({ shelf: changing, secrets, lookMs: 0 }));
  const payload = defaultPayloadConverter.toPayload('x');
  await known.encode([payload]);
  now = away;
  expect((await known.encode([payload])).every(isEncrypted)).toBe(true);
  await expect(createPayloadCodec(openPayloadKeys({ shelf: away, secrets })).encode([payload])).rejects.toThrow('away');
});

test('the failure converter leaves neither message nor stack outside of payloads', () => {
  const { failureConverterPath = '' } = dataConverterWith(codec);
  // The SDK requires it in this way.
  const { failureConverter } = createRequire(import.meta.url)(failureConverterPath);
  const secret = randomBytes(9).toString('hex');
  const failure = failureConverter.errorToFailure(
    ApplicationFailure.create({ message: `no room on ${secret}`, type: 'platform.quota', cause: new Error(secret) }),
    defaultPayloadConverter,
  );
  const { encodedAttributes, cause, ...open } = failure;
  expect(JSON.stringify([open, { ...cause, encodedAttributes: null }])).not.toContain(secret);
  expect(Buffer.from(encodedAttributes.data).toString()).toContain(secret);
  expect(failureConverter.failureToError(failure, defaultPayloadConverter).message).toContain(secret);
});
