import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../prisma/database.ts';
import { writeSetting } from '../../prisma/queries/settings.ts';
import { workflowTypes } from '../../workflows/names.ts';
import { usePostgres } from '../support/postgres.ts';
import { useTemporal, useWorkflowBundle } from '../support/temporal.ts';
import { type ProductProcess, startProductProcess } from '../system/productProcess.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
let worker: ProductProcess;
let connection: Connection;
let client: Client;
let database: Database;

beforeAll(async () => {
  const [postgres, temporal, bundle] = await Promise.all([usePostgres(), useTemporal(), useWorkflowBundle()]);
  database = openDatabase(postgres);
  writeFileSync(join(folder, 'key'), randomBytes(32).toString('base64'), { mode: 0o600 });
  connection = await Connection.connect({ address: temporal.address });
  client = new Client({ connection, namespace: temporal.namespace });
  const environment = {
    DROVER_DATABASE_URL: postgres.connectionString,
    DROVER_KEY_FILE: join(folder, 'key'),
    DROVER_SIGNING_KEY_FILE: join(folder, 'signing.pem'),
    DROVER_DATA_DIR: folder,
    DROVER_ARTIFACTS: `local:${join(folder, 'artifacts')}`,
    DROVER_WORKFLOW_BUNDLE: bundle.codePath,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  };
  worker = startProductProcess('worker/main.ts', ['--role', 'control'], environment, join(folder, 'worker.log'));
  await worker.ready();
});
afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function healthUrl(): Promise<string> {
  return `http://127.0.0.1:${(await worker.ready())['health']}`;
}

test('a control worker tells that it polls, and is silent once it has stopped', async () => {
  const url = await healthUrl();
  await expect.poll(async () => (await fetch(`${url}/health`)).status, { timeout: 30_000 }).toBe(200);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ state: 'RUNNING' });
  expect((await fetch(`${url}/metrics`)).status).toBe(404);
  await worker.stop();
  await expect(fetch(`${url}/health`)).rejects.toThrow();
  await worker.restart();
});

test('the schedules that an instance needs are made, and keep what an administrator changed', async () => {
  const housekeeping = client.schedule.getHandle('drover-housekeeping');
  expect((await client.schedule.getHandle('drover-inventory').describe()).action).toMatchObject({
    workflowType: workflowTypes.refreshInventories,
  });
  expect(await housekeeping.describe()).toMatchObject({
    action: { workflowType: workflowTypes.housekeeping },
    policies: { overlap: 'SKIP' },
    spec: { intervals: [{ every: 30 * 60_000 }] },
    state: { paused: false },
  });
  await housekeeping.pause('by an administrator');
  try {
    await worker.restart();
    expect((await housekeeping.describe()).state).toMatchObject({ paused: true, note: 'by an administrator' });
  } finally {
    await housekeeping.unpause();
  }
});

test('a schedule follows its setting while the worker runs, and stays paused if it was', async () => {
  const inventory = client.schedule.getHandle('drover-inventory');
  const every = async () => (await inventory.describe()).spec.intervals?.map((interval) => interval.every);
  await expect.poll(every).toEqual([15 * 60_000]);
  await inventory.pause('somebody looks');
  await writeSetting(database.prisma, { key: 'inventoryMinutes', value: 45 }, 'tester');
  await expect.poll(every, { timeout: 30_000 }).toEqual([45 * 60_000]);
  expect((await inventory.describe()).state).toMatchObject({ paused: true });
});
