import { Client, Connection } from '@temporalio/client';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { type TestMinio, useMinio } from './minio.ts';
import { type TestDatabase, useEmptyPostgres } from './postgres.ts';
import { type TestTemporal, useTemporal } from './temporal.ts';
import { type TestVcsim, useVcsim } from './vcsim.ts';

let databases: TestDatabase[];
let temporal: TestTemporal;
let minio: TestMinio;
let vcsim: TestVcsim;

beforeAll(async () => {
  [databases, temporal, minio, vcsim] = await Promise.all([
    Promise.all([useEmptyPostgres(), useEmptyPostgres()]),
    useTemporal(),
    useMinio(),
    useVcsim(['-vm', '1']),
  ]);
});

test('each caller gets a database of its own, in a cluster that wants a password', async () => {
  const [first, second] = databases;
  expect(first?.database).not.toBe(second?.database);
  const client = new pg.Client({ connectionString: first?.connectionString });
  await client.connect();
  await client.query('create table only_here (id int)');
  await client.end();
  const stranger = new pg.Client({ ...second, connectionString: undefined, password: 'wrong' });
  await expect(stranger.connect()).rejects.toThrow('password authentication failed');
});

test('Temporal knows the search attributes that workflows set', async () => {
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace });
  const { count } = await client.workflow.count("DroverState = 'parked' AND DroverNeedsAttention = true");
  // Other files may have parked runs; an attribute that is not registered would fail the query.
  expect(count).toBeGreaterThanOrEqual(0);
  await connection.close();
});

test('MinIO asks for keys', async () => {
  const answer = await fetch(`http://${minio.host}:${minio.port}/bucket`);
  expect(answer.status).toBe(403);
});

test('the vCenter simulator speaks TLS with a certificate of its own', async () => {
  await expect(fetch(`${vcsim.url}/sdk`)).rejects.toThrow('fetch failed');
});
