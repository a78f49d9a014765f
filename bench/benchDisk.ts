import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { childEnvironment } from '../config/environment.ts';
import type { TargetVolume } from '../ports/targetPlatform.ts';
import type { TransferHooks } from '../ports/transfer.ts';
import { asItComes } from './moverEnvironment.ts';

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;

const runProgram = promisify(execFile);

/** Runs a program to its end. */
export async function runTool(program: string, ...args: string[]): Promise<void> {
  await runProgram(program, args, { env: childEnvironment(asItComes) });
}

export interface StripedDisk {
  size: number;
  /** At the beginning of each stride there are 8 MiB of data; the rest is a hole. */
  stride: number;
  /** `half`: of each 64 KiB one half is random and the other the same few bytes, so that it compresses about 2:1. */
  data?: 'random' | 'half';
}

/** Makes a sparse file with data in stripes. */
export async function makeStripedDisk(path: string, { size, stride, data = 'random' }: StripedDisk): Promise<void> {
  await using file = await open(path, 'w');
  await file.truncate(size);
  const stripe = Buffer.alloc(8 * MiB, 'a line of some log, as there are many\n');
  for (let at = 0; at < size; at += stride) {
    if (data === 'random') randomFillSync(stripe);
    else for (let leaf = 0; leaf < stripe.length; leaf += 64 * KiB) randomFillSync(stripe, leaf, 32 * KiB);
    await file.write(stripe, 0, Math.min(stripe.length, size - at), at);
  }
}

/** An empty raw volume, as a dir storage allocates it. */
export async function freshVolume(path: string, sizeBytes: number): Promise<TargetVolume> {
  await rm(path, { force: true });
  await using file = await open(path, 'w');
  await file.truncate(sizeBytes);
  return { node: 'bench', storage: 'bench', volume: 'bench:disk', path, format: 'raw', sizeBytes };
}

/** Of a first copy, whoever the disk belongs to. */
export const wholeDisk = {
  round: 0,
  kind: 'baseline',
  roundKey: 'k',
  extents: 'all',
  bytesPerSecond: undefined,
} as const;

/** Hooks of a run that nobody watches. */
export function unwatched(): TransferHooks {
  return { signal: new AbortController().signal, progress: () => undefined };
}
