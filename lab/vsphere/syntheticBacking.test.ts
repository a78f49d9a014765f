import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { randomBlock } from './synthetic/randomBlock.ts';
import { SyntheticBacking } from './syntheticBacking.ts';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const capacity = 10 * 65536 + 1536;

function makeBacking(directory = newDirectory()): SyntheticBacking {
  return new SyntheticBacking({
    directory,
    seed: 'test',
    disks: [{ key: 2000, capacityBytes: capacity, filled: 0.4 }],
    writer: { bytesPerSecond: 0, workingSetBytes: capacity },
    poweredOn: false,
    shutdownMilliseconds: 10,
  });
}

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'dr-'));
  directories.push(directory);
  return directory;
}

type Step = { write: number; length: number } | { take: true } | { drop: number };

const steps = fc.array(
  fc.oneof(
    fc.record({ write: fc.nat(capacity - 1), length: fc.integer({ min: 1, max: 150_000 }) }),
    fc.constant({ take: true } as const),
    fc.record({ drop: fc.nat(5) }),
  ),
  { maxLength: 25 },
);

test('every snapshot keeps its bytes and the changed extents cover every difference', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script: Step[]) => {
      const backing = makeBacking();
      const kept: { name: string; moment: number; bytes: Buffer; live: boolean }[] = [];
      let current = await backing.readCurrent(2000, 0, capacity);
      let moment = 0;
      for (const step of script) {
        if ('write' in step) {
          const data = randomBlock(`${moment}/${step.write}`, Math.min(step.length, capacity - step.write));
          await backing.write(2000, step.write, data);
          current = Buffer.from(current);
          data.copy(current, step.write);
        } else if ('take' in step) {
          moment += 1;
          await backing.takeSnapshot(`s${moment}`, { quiesce: false, moment });
          kept.push({ name: `s${moment}`, moment, bytes: current, live: true });
        } else {
          const live = kept.filter((one) => one.live);
          const victim = live[step.drop % Math.max(1, live.length)];
          if (victim === undefined) continue;
          await backing.dropSnapshot(victim.name);
          victim.live = false;
        }
      }
      for (const one of kept.filter((snapshot) => snapshot.live)) {
        expect((await backing.readSnapshot(one.name, 2000, 0, capacity)).equals(one.bytes)).toBe(true);
      }
      for (const [index, one] of kept.entries()) {
        const next = kept[index + 1];
        const patched = Buffer.from(one.bytes);
        const target = next?.bytes ?? current;
        for (const { start, length } of await backing.changedExtents(2000, one.moment, next?.moment)) {
          target.copy(patched, start, start, start + length);
        }
        expect(patched.equals(target)).toBe(true);
      }
      await backing.close();
    }),
    { numRuns: 40 },
  );
});

test('a file that is found is taken over with its bytes and what it has allocated', async () => {
  const backing = makeBacking();
  const allocated = await backing.allocatedExtents(2000);
  const bytes = await backing.readCurrent(2000, 0, capacity);
  await backing.close();
  const again = new SyntheticBacking({
    directory: directories.at(-1) ?? '',
    seed: 'another',
    disks: [{ key: 2000, capacityBytes: capacity, filled: 1 }],
    writer: { bytesPerSecond: 0, workingSetBytes: capacity },
    poweredOn: false,
    shutdownMilliseconds: 10,
  });
  expect((await again.readCurrent(2000, 0, capacity)).equals(bytes)).toBe(true);
  expect(await again.allocatedExtents(2000)).toEqual(allocated);
  const tail = allocated.at(-1);
  expect((tail?.start ?? 0) + (tail?.length ?? 0)).toBe(capacity);
  await again.close();
});

test('snapshots outlive the process: later writes, also of blocks that had changed before, leave them as they were', async () => {
  const directory = newDirectory();
  const first = makeBacking(directory);
  await first.takeSnapshot('one', { quiesce: false, moment: 1 });
  const one = await first.readSnapshot('one', 2000, 0, capacity);
  await first.write(2000, 0, randomBlock('a', 3 * 65536));
  await first.takeSnapshot('two', { quiesce: false, moment: 2 });
  const two = await first.readSnapshot('two', 2000, 0, capacity);
  await first.write(2000, 65536, randomBlock('b', 65536));
  const allocated = await first.allocatedExtents(2000, 'one');
  // Killed: nothing is closed.

  const second = makeBacking(directory);
  expect(second.frozenSnapshots()).toEqual(['one', 'two']);
  expect(await second.allocatedExtents(2000, 'one')).toEqual(allocated);
  await second.write(2000, 0, randomBlock('c', capacity));
  expect((await second.readSnapshot('one', 2000, 0, capacity)).equals(one)).toBe(true);
  expect((await second.readSnapshot('two', 2000, 0, capacity)).equals(two)).toBe(true);
  await second.dropSnapshot('two');
  await second.close();

  const third = makeBacking(directory);
  expect(third.frozenSnapshots()).toEqual(['one']);
  expect((await third.readSnapshot('one', 2000, 0, capacity)).equals(one)).toBe(true);
  await third.dropSnapshot('one');
  await third.close();
  await first.close();
  expect(readdirSync(directory).filter((name) => name.includes('.cow'))).toEqual([]);
});
