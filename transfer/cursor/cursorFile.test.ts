import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CursorFile } from './cursorFile.ts';

interface Position {
  upTo: number;
}
const bound = { volume: 'a', root: 'r' };
let folder = '';
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

const nextPath = () => {
  number += 1;
  return join(folder, `${number}.cursor`);
};
const isPosition = (state: unknown): state is Position => typeof state === 'object' && state !== null;

async function keptIn(path: string, now: object = bound): Promise<Position | null> {
  await using cursor = await CursorFile.open(path, now, isPosition);
  return cursor.kept;
}

async function keep(path: string, ...states: Position[]): Promise<void> {
  await using cursor = await CursorFile.open(path, bound, isPosition);
  for (const state of states) await cursor.keep(state);
}

it('has the last state over openings, of what it is bound to only', async () => {
  const path = nextPath();
  expect(await keptIn(path)).toBeNull();
  await keep(path, { upTo: 1 });
  await keep(path, { upTo: 2 }, { upTo: 3 });
  expect(await keptIn(path)).toEqual({ upTo: 3 });
  expect(await keptIn(path, { ...bound, volume: 'b' })).toBeNull();
  // What another one was kept for is gone for good.
  expect(await keptIn(path)).toBeNull();
});

it('does not hear who still writes into a file that was given up', async () => {
  const path = nextPath();
  await using stale = await CursorFile.open(path, bound, isPosition);
  await stale.keep({ upTo: 1 });
  await rm(path);
  await keep(path, { upTo: 2 });
  await stale.keep({ upTo: 9 });
  expect(await keptIn(path)).toEqual({ upTo: 2 });
});

it('is one that was kept or none, wherever it was cut and whatever was garbled', async () => {
  const path = nextPath();
  const states = [{ upTo: 1 }, { upTo: 2 }, { upTo: 3 }];
  await keep(path, ...states);
  const whole = await readFile(path);
  const second = whole.length - 200;
  const damage = fc.record({
    cut: fc.oneof(fc.nat(300), fc.integer({ min: second, max: whole.length })),
    at: fc.oneof(fc.nat(199), fc.integer({ min: second, max: whole.length - 1 })),
    bytes: fc.uint8Array({ maxLength: 40 }),
  });
  const check = async ({ cut, at, bytes }: { cut: number; at: number; bytes: Uint8Array }) => {
    const damaged = Buffer.from(whole.subarray(0, cut));
    Buffer.from(bytes).copy(damaged, Math.min(at, damaged.length));
    const other = nextPath();
    await writeFile(other, damaged);
    const kept = await keptIn(other);
    if (kept !== null) expect(states).toContainEqual(kept);
    // What is left of it is gone on from.
    await keep(other, { upTo: 7 });
    expect(await keptIn(other)).toEqual({ upTo: 7 });
    await rm(other);
  };
  await fc.assert(fc.asyncProperty(damage, check), { numRuns: 100 });
});

it('is none where it cannot be kept, and fails nobody', async () => {
  const path = join(folder, 'no-such-folder', 'cursor');
  await keep(path, { upTo: 1 });
  expect(await keptIn(path)).toBeNull();
});
