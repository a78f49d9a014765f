import { NativeConnection, Worker } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { moverIdentity } from '../../domain/moverIdentity.ts';
import { createProgressSink } from '../../prisma/progressSink.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { moverQueue } from '../../workflows/names.ts';
import { makeMigration, makePlan } from '../support/migrations.ts';
import { useTemporal } from '../support/temporal.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
  await api.startWorker();
});

test('a node has the movers that ask Temporal for its work', async () => {
  const { source, target } = await addConnections(await api.client());
  const client = await api.client('viewer');
  const node = `own-${target}`;
  const queue = moverQueue(node);
  const ask = async () => (await client.getMovers({ params: { id: target } })).items.filter((one) => one.node === node);
  const nobody = { node, online: false, queue, listening: false, movers: [], waiting: 0, work: [] };
  expect(await ask()).toEqual([nobody]);
  await expect(client.getMovers({ params: { id: source } })).rejects.toMatchObject({ problem: { status: 409 } });

  const identity = moverIdentity({ name: 'mover', host: 'host', process: 1, journals: 'own', version: '1.2.3' });
  const { address } = await useTemporal();
  const connection = await NativeConnection.connect({ address });
  const { namespace } = api.temporal.options;
  const activities = { nothing: async () => undefined };
  const mover = await Worker.create({
    ...{ connection, namespace, taskQueue: queue, activities, identity },
  });
  await mover.runUntil(async () => {
    await expect
      .poll(ask, { timeout: 20_000 })
      .toMatchObject([
        { listening: true, movers: [{ identity, version: '1.2.3', listening: true, lastSeenAt: expect.any(String) }] },
      ]);
  });
  await connection.close();
});

test('a node shows the open migrations that are bound for it, with the bytes of the running round', async () => {
  const client = await api.client();
  const { target } = await addConnections(client, '-2');
  const { record } = createRunProjection(api.database);
  const plan = makePlan({ target: { connectionId: target, storage: 'local' } });
  const bound = (id: string, node: string, changes = {}) =>
    record(makeMigration({ id, plan, vm: { ref: id, name: id }, targetVm: { node, vmid: 100 }, ...changes }));
  await bound('moves', 'pve1', { stage: 'baseline' });
  await bound('elsewhere', 'pve2');
  await bound('over', 'pve1', { status: 'completed', endedAt: '2026-11-22T04:00:00.000Z' });
  const sink = createProgressSink(api.database);
  for (const diskId of ['disk-1', 'disk-2']) {
    await sink.report({
      ...{ migrationId: 'moves', diskId, round: 1, kind: 'baseline', at: new Date().toISOString() },
      ...{ doneBytes: 10, totalBytes: 100, bytesPerSecond: 5 },
    });
  }
  const { items } = await client.getMovers({ params: { id: target } });
  expect(items.find(({ node }) => node === 'pve1')?.work).toEqual([
    {
      ...{ id: 'moves', vm: { ref: 'moves', name: 'moves' }, status: 'running', stage: 'baseline' },
      ...{ doneBytes: 20, totalBytes: 200, bytesPerSecond: 10 },
    },
  ]);
});
