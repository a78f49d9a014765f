import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leafBytes } from '../../proof/merkle.ts';
import { cutTasks } from './cutTasks.ts';
import type { Planned, Task } from './tasks.ts';
import { Watermark } from './watermark.ts';

const blockBytes = 8 * leafBytes;
const widest = 256 * 1024 * 1024;

/** Ranges in order, by kind, leaves before each and leaves in it; the disk may end 512 bytes after a leaf. */
const plans = fc
  .array(
    fc.tuple(fc.constantFrom<'read' | 'zero'>('read', 'read', 'zero'), fc.nat(5000), fc.integer({ min: 1, max: 20 })),
  )
  .chain((ranges) => fc.tuple(fc.constant(ranges), fc.boolean()))
  .map(([ranges, odd]) => {
    let at = 0;
    return ranges.map(([kind, gap, leaves], i): Planned => {
      const start = at + gap * leafBytes;
      const end = start + leaves * leafBytes;
      at = end;
      const length = odd && i === ranges.length - 1 ? end - start - leafBytes + 512 : end - start;
      return { kind, start, length, changedBytes: length - 1 };
    });
  });

async function cut(plan: Planned[], watermark = new Watermark(0, { changedBytes: 0, readBytes: 0, writtenBytes: 0 })) {
  async function* ranges() {
    yield* plan;
  }
  const tasks: Task[] = [];
  for await (const task of cutTasks(ranges(), watermark, { blockBytes, wholeZeros: false })) tasks.push(task);
  return tasks;
}

function extentsOf(task: Task) {
  return task.kind === 'zero' ? [{ start: task.start, length: task.length }] : task.pieces;
}

describe('cutTasks', () => {
  it('gives every byte of the plan to one task, in order, and each block what it holds', async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (plan) => {
        const tasks = await cut(plan);
        const bytes = (of: { start: number; length: number }[]) => {
          const joined: { start: number; end: number }[] = [];
          for (const { start, length } of of) {
            const last = joined.at(-1);
            if (last?.end === start) last.end += length;
            else joined.push({ start, end: start + length });
          }
          return joined;
        };
        for (const kind of ['read', 'zero']) {
          const planned = plan.filter((range) => range.kind === kind);
          expect(bytes(tasks.filter((task) => task.kind === kind).flatMap(extentsOf))).toEqual(bytes(planned));
        }
        const starts = tasks.flatMap(extentsOf).map(({ start }) => start);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        const changed = (of: { changedBytes: number }[]) => of.reduce((sum, { changedBytes }) => sum + changedBytes, 0);
        expect(changed(tasks)).toBe(changed(plan));
        for (const task of tasks) {
          if (task.kind === 'zero') continue;
          let filled = 0;
          for (const { at, length } of task.pieces) {
            expect(at).toBe(filled);
            filled += length;
          }
          expect(task.length).toBe(filled);
          expect(filled).toBeLessThanOrEqual(blockBytes);
          const last = task.pieces.at(-1);
          expect((last?.start ?? 0) + (last?.length ?? 0) - (task.pieces[0]?.start ?? 0)).toBeLessThanOrEqual(widest);
        }
      }),
    );
  });

  it('announces a task as far as its last piece', async () => {
    const watermark = new Watermark(0, { changedBytes: 0, readBytes: 0, writtenBytes: 0 });
    const range = (leaf: number): Planned => ({
      kind: 'read',
      start: leaf * leafBytes,
      length: leafBytes,
      changedBytes: 1,
    });
    const tasks = await cut([range(3), range(7), range(5000)], watermark);
    expect(tasks.map((task) => extentsOf(task).length)).toEqual([2, 1]);
    tasks[1]?.finish({ changedBytes: 1, readBytes: leafBytes, writtenBytes: 0 });
    expect(watermark.upTo).toBe(0);
    tasks[0]?.finish({ changedBytes: 2, readBytes: 2 * leafBytes, writtenBytes: 0 });
    expect(watermark.upTo).toBe(5001 * leafBytes);
    expect(watermark.totals).toEqual({ changedBytes: 3, readBytes: 3 * leafBytes, writtenBytes: 0 });
  });

  it('keeps a range whole that fits in a block, though not in what is left of one', async () => {
    const range = (leaf: number, leaves: number): Planned => {
      return { kind: 'read', start: leaf * leafBytes, length: leaves * leafBytes, changedBytes: 0 };
    };
    const tasks = await cut([range(0, 5), range(10, 5), range(20, 3), range(30, 1)]);
    expect(tasks.map((task) => extentsOf(task).map(({ length }) => length / leafBytes))).toEqual([[5], [5, 3], [1]]);
  });
});
