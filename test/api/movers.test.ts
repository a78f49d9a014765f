import { NativeConnection, Worker } from '@temporalio/worker';
import { beforeAll, expect, test } from 'vitest';
import { moverQueue } from '../../workflows/names.ts';
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
  expect(await ask()).toEqual([{ node, online: false, queue, listening: false, movers: [] }]);
  await expect(client.getMovers({ params: { id: source } })).rejects.toMatchObject({ problem: { status: 409 } });

  const { address } = await useTemporal();
  const connection = await NativeConnection.connect({ address });
  const { namespace } = api.temporal.options;
  const activities = { nothing: async () => undefined };
  const mover = await Worker.create({
    ...{ connection, namespace, taskQueue: queue, activities, identity: 'mover@host' },
  });
  await mover.runUntil(async () => {
    await expect
      .poll(ask, { timeout: 20_000 })
      .toMatchObject([{ listening: true, movers: [{ identity: 'mover@host', lastSeenAt: expect.any(String) }] }]);
  });
  await connection.close();
});
