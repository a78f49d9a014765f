import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { DataKeyCache } from './dataKeyCache.ts';

const isZero = (key: Buffer) => key.every((byte) => byte === 0);

test('a key is there until its time is over, and is zeroed then without being asked for', async () => {
  const cache = new DataKeyCache({ ttlMs: 60, most: 10 });
  const [one, other] = [randomBytes(32), randomBytes(32)];
  cache.put('one', one);
  expect(cache.get('one')).toBe(one);
  await expect.poll(() => isZero(one), { interval: 20 }).toBe(true);
  expect(cache.get('one')).toBeUndefined();
  cache.put('other', other);
  await expect.poll(() => isZero(other), { interval: 20 }).toBe(true);
});

test('of too many the oldest goes first; one that comes anew or a cache that is cleared leaves nothing behind', () => {
  const cache = new DataKeyCache({ ttlMs: 60_000, most: 2 });
  const keys = Array.from({ length: 4 }, () => randomBytes(32));
  const [first, second, third, again] = keys as [Buffer, Buffer, Buffer, Buffer];
  cache.put('first', first);
  cache.put('second', second);
  cache.put('third', third);
  expect(keys.map(isZero)).toEqual([true, false, false, false]);
  cache.put('second', again);
  expect(cache.get('second')).toBe(again);
  expect(isZero(second)).toBe(true);
  cache.clear();
  expect(keys.every(isZero)).toBe(true);
  expect(cache.get('third')).toBeUndefined();
});
