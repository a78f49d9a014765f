import { randomFillSync } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type CellState, cellStates, decodeCells } from '../../contract/blockCells.ts';
import type { Extent } from '../../ports/extent.ts';
import type { TransferHooks, TransferProgress } from '../../ports/transfer.ts';

export const KiB = 1024;
export const MiB = 1024 * KiB;

/** A sparse raw file with random bytes in the given ranges. */
export async function makeDisk(path: string, size: number, data: Extent[]): Promise<void> {
  await using file = await open(path, 'w');
  await file.truncate(size);
  await fillRanges(file, data);
}

/** Writes random bytes over ranges of a file; the first of each range is surely another than before. */
export async function changeDisk(path: string, ranges: Extent[]): Promise<void> {
  await using file = await open(path, 'r+');
  for (const range of ranges) {
    const first = Buffer.alloc(1);
    await file.read(first, 0, 1, range.start);
    await fillRanges(file, [range]);
    await file.write(Buffer.of((first[0] ?? 0) ^ 0xff), 0, 1, range.start);
  }
}

async function fillRanges(file: Awaited<ReturnType<typeof open>>, ranges: Extent[]): Promise<void> {
  for (const { start, length } of ranges) {
    for (let at = 0; at < length; at += MiB) {
      const bytes = randomFillSync(Buffer.allocUnsafe(Math.min(MiB, length - at)));
      await file.write(bytes, 0, bytes.length, start + at);
    }
  }
}

/** Hooks that never abort and keep what was reported. */
export function quietHooks(signal: AbortSignal = new AbortController().signal) {
  const reports: TransferProgress[] = [];
  const hooks: TransferHooks = { signal, progress: (done) => void reports.push(done) };
  return { ...hooks, reports };
}

export async function* pagesOf(...pages: Extent[][]): AsyncGenerator<Extent[]> {
  yield* pages;
}

/** How many cells of the last block map that was reported are in each state. */
export function lastCells(reports: TransferProgress[]): Partial<Record<CellState, number>> {
  const blocks = reports.findLast((report) => report.blocks)?.blocks;
  const counts: Partial<Record<CellState, number>> = {};
  if (blocks === undefined) return counts;
  for (const code of decodeCells(blocks.cells, Math.ceil(blocks.capacityBytes / blocks.cellBytes))) {
    const state = cellStates[code] ?? 'waiting';
    counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}
