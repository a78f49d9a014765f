import { expect, test } from 'vitest';
import { Coalescer } from './coalescer.ts';

test('many changes of one object become one read, and one during the read becomes another', async () => {
  const reads: string[] = [];
  const coalescer = new Coalescer(1, async (key) => {
    reads.push(key);
    if (reads.length === 1) for (let change = 0; change < 5; change += 1) coalescer.add('a');
  });
  for (const key of ['a', 'b', 'a', 'a', 'b']) coalescer.add(key);
  await expect.poll(() => reads).toEqual(['a', 'b', 'a']);
});

test('after it was stopped, nothing is read', async () => {
  const reads: string[] = [];
  const stopped = new Coalescer(0, async (key) => void reads.push(key));
  stopped.add('a');
  stopped.stop();
  const other: string[] = [];
  const running = new Coalescer(1, async (key) => void other.push(key));
  running.add('b');
  await expect.poll(() => other).toEqual(['b']);
  expect(reads).toEqual([]);
});
