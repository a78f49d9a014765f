import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noLimits } from '../../contract/limits.ts';
import type { CurrentLimits, ReadingNow } from '../../ports/limits.ts';
import type { CopyJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { RateLimit } from '../engine/rateLimit.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { MiB, makeDisk, quietHooks } from './testDisk.ts';

const size = 8 * MiB;
const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' };
const nowhere = { host: '', datastore: '' };
const unlimited: CurrentLimits = { ...noLimits, migrations: {}, elsewhere: [] };
const generous = { ...noLimits.overall, bytesPerSecond: 1024 ** 3 };
const blackout = { bytesPerSecond: null, timeZone: 'UTC', windows: [{ ...always, bytesPerSecond: 0 }] };
let folder = '';
let server: NbdkitServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  await makeDisk(join(folder, 'source.raw'), size, [{ start: 0, length: size }]);
  server = await startNbdkit('file', join(folder, 'source.raw'));
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

async function underLimits(name: string, first: Partial<CurrentLimits>) {
  const source = {
    limits: { ...unlimited, ...first },
    asked: 0,
    read(_reading: ReadingNow) {
      source.asked += 1;
      return Promise.resolve(source.limits);
    },
  };
  const path = join(folder, `${name}.raw`);
  await writeFile(path, '');
  await truncate(path, size);
  const transfer = createTransfer({
    stateDir: join(folder, 'state'),
    roots: [folder],
    artifacts: null,
    limits: source,
  });
  const job: CopyJob = {
    ...{ migrationId: name, diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', roundKey: 'k' },
    target: { node: 'n', storage: 's', volume: name, path, format: 'raw', sizeBytes: size },
    ...{ source: server.location(size), extents: 'all', bytesPerSecond: undefined, connectionId: 'vc' },
  };
  const hooks = quietHooks();
  return { source, hooks, copying: transfer.copy(job, hooks) };
}

describe('limits of a mover', () => {
  it.each<[string, Partial<CurrentLimits>]>([
    ['overall', { overall: blackout }],
    ['of the connection', { connections: { vc: blackout, other: noLimits.overall } }],
    ['of the migration', { migrations: { 'of the migration': { bytesPerSecond: 1024 ** 3, calendar: blackout } } }],
  ])('a blackout %s reads nothing; when it ends, copies go on', async (name, limits) => {
    const { source, hooks, copying } = await underLimits(name, limits);
    await expect.poll(() => source.asked, { timeout: 10_000 }).toBeGreaterThan(3);
    expect(hooks.reports).toEqual([]);
    source.limits = { ...unlimited, migrations: { [name]: { bytesPerSecond: null, calendar: null } } };
    const outcome = await copying;
    expect(outcome).toMatchObject({ readBytes: size, root: await diskRoot(join(folder, 'source.raw'), size) });
  });

  it.each<[string, Partial<CurrentLimits>]>([
    ['overall', { overall: generous, elsewhere: [{ ...nowhere, connectionId: 'other', disks: 1e9 }] }],
    [
      'of the connection',
      { connections: { vc: generous }, elsewhere: [{ ...nowhere, connectionId: 'vc', disks: 1e9 }] },
    ],
  ])('of a limit %s that others go by as well, it takes its share', async (name, limits) => {
    const { source, hooks, copying } = await underLimits(`shared ${name}`, limits);
    await expect.poll(() => source.asked, { timeout: 10_000 }).toBeGreaterThan(3);
    expect(hooks.reports).toEqual([]);
    source.limits = { ...source.limits, elsewhere: [] };
    expect((await copying).readBytes).toBe(size);
  });

  it('tells how many disks of which connection it reads', async () => {
    const { source, copying } = await underLimits('told', { overall: blackout });
    const told: ReadingNow[] = [];
    source.read = (reading) => {
      told.push(reading);
      return Promise.resolve(source.limits);
    };
    await expect
      .poll(() => told)
      .toContainEqual({ migrationIds: ['told'], disks: [{ ...nowhere, connectionId: 'vc', disks: 1 }] });
    source.limits = unlimited;
    await copying;
  });

  it('the limit of a migration can be lifted while it runs', async () => {
    const { source, copying } = await underLimits('slow', {
      migrations: { slow: { bytesPerSecond: 1024, calendar: null } },
    });
    await expect.poll(() => source.asked, { timeout: 10_000 }).toBeGreaterThan(2);
    source.limits = { ...source.limits, migrations: { slow: { bytesPerSecond: null, calendar: generous } } };
    // At 1 KiB a second it would have taken two hours.
    expect((await copying).readBytes).toBe(size);
  });

  it('stays as it was known while nobody tells', async () => {
    const { source, hooks, copying } = await underLimits('silent', { overall: blackout });
    await expect.poll(() => source.asked).toBeGreaterThan(0);
    let asked = 0;
    source.read = () => {
      asked += 1;
      return Promise.reject(new Error('no database'));
    };
    await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(2);
    expect(hooks.reports).toEqual([]);
    source.read = () => Promise.resolve(unlimited);
    expect((await copying).readBytes).toBe(size);
  });
});

describe('a limit that disks share', () => {
  it('gives each its turn, however much another asks for', async () => {
    let now = 0;
    const limit = new RateLimit(1000, () => now);
    const signal = new AbortController().signal;
    await limit.take(1000, signal, 'greedy');
    const granted: string[] = [];
    const ask = (consumer: string) => limit.take(1000, signal, consumer).then(() => granted.push(consumer));
    const waiting = [...Array.from({ length: 6 }, () => ask('greedy')), ask('modest'), ask('modest')];
    for (let turn = 1; turn <= 8; turn += 1) {
      now += 1000;
      await expect.poll(() => granted.length).toBe(turn);
    }
    await Promise.all(waiting);
    expect(granted.slice(0, 4).toSorted()).toEqual(['greedy', 'greedy', 'modest', 'modest']);
  });
});
