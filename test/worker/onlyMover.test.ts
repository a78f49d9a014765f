import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { moverIdentity } from '../../domain/moverIdentity.ts';
import { journalsId } from '../../worker/journalsId.ts';
import { type Poller, pollersOf } from '../../worker/movers.ts';
import { untilOnlyMover } from '../../worker/onlyMover.ts';
import { moverQueue } from '../../workflows/names.ts';
import { useTemporal } from '../support/temporal.ts';

const identityOf = (journals: string) =>
  moverIdentity({ name: 'mover', host: 'pve1', process: 7, journals, version: '0.1.0' });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the id of journals stays with their folder, and one that is torn is made anew', async () => {
  const own = join(folder, 'state');
  const id = await journalsId(own);
  expect(await journalsId(own)).toBe(id);
  expect(await journalsId(join(folder, 'other'))).not.toBe(id);
  const file = join(own, 'journals-id');
  expect(await readFile(file, 'utf8')).toBe(`${id}\n`);
  await writeFile(file, id.slice(0, 9));
  const anew = await journalsId(own);
  expect(anew).toHaveLength(id.length);
  expect(await journalsId(own)).toBe(anew);
});

test('a node with a mover of other journals is not taken, one of the same journals stands in for it', async () => {
  const { address, namespace } = await useTemporal();
  const [native, connection] = [await NativeConnection.connect({ address }), await Connection.connect({ address })];
  const node = 'taken';
  const mover = await Worker.create({
    ...{ connection: native, namespace, taskQueue: moverQueue(node), identity: identityOf('a') },
    activities: { nothing: async () => undefined },
  });
  const waited: string[] = [];
  const pollers = () => pollersOf(connection, namespace, node);
  const take = (journals: string, patienceMs: number) =>
    untilOnlyMover({ node, journals, pollers, onWait: (other) => waited.push(other) }, patienceMs);
  await mover.runUntil(async () => {
    await expect.poll(pollers).toMatchObject([{ identity: identityOf('a') }]);
    await expect(take('b', 0)).rejects.toMatchObject({
      code: 'mover.node-taken',
      message: expect.stringContaining('"mover 7@pve1 journals/a drover/0.1.0"'),
    });
    expect(waited).toEqual([]);
    await take('a', 0);
  });
  await connection.close();
  await native.close();
});

test('one that ended is waited for until it no longer counts', async () => {
  const gone: Poller = { identity: identityOf('a'), lastSeenAt: Date.now() - 69_000 };
  const waited: string[] = [];
  let looks = 0;
  const pollers = async () => {
    looks += 1;
    return [gone, { identity: 'an older release', lastSeenAt: Date.now() - 80_000 }];
  };
  await untilOnlyMover({ node: 'pve1', journals: 'b', pollers, onWait: (other) => waited.push(other) }, 10_000);
  expect(waited).toEqual([gone.identity]);
  expect(looks).toBeGreaterThan(1);
});
