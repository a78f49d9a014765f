import { beforeAll, expect, test } from 'vitest';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { makeMigration, makePlan } from '../support/migrations.ts';
import { type ApiUnderTest, metricsToken, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
  const projection = createRunProjection(api.database);
  const round = {
    ...{ round: 0, kind: 'baseline' as const, changedBytes: 100, readBytes: 300, writtenBytes: 200, ms: 5, full: true },
    ...{ endedAt: '2026-11-22T03:10:00.000Z', changeId: null, root: null },
  };
  const disk = { id: 'd', label: '', capacityBytes: 1, volume: null, ledgerRoot: null, targetRoot: null };
  const forecast = {
    ...{ at: '2026-11-22T02:59:00.000Z', dirtyBytes: 0, bytesPerSecond: 1, converging: true },
    parts: { shutdownMs: 1, finalDeltaMs: 1, verifyMs: 1, bootMs: 1 },
  };
  const ended = (vm: string, ms: number) =>
    makeMigration({
      ...{ id: vm, plan: makePlan({ source: { connectionId: 's', vm } }), vm: { ref: vm, name: vm } },
      ...{ status: 'completed', strategy: 'warm', route: 'direct', endedAt: '2026-11-22T04:00:00.000Z' },
      downtime: { from: '2026-11-22T03:00:00.000Z', to: '2026-11-22T03:01:00.000Z', ms },
      cutoverForecast: { ...forecast, downtimeMs: 50_000, downtimeP90Ms: 70_000 },
      disks: [{ ...disk, rounds: [round] }],
    });
  await projection.record(ended('a', 60_000));
  await projection.record(ended('b', 80_000));
});

const scrape = (token: string) => fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });

test('metrics are for the token of the settings and for logins, and tell routes by their path', async () => {
  const client = await api.client('viewer');
  await client.listMigrations();
  await expect(client.getMigration({ params: { id: 'some-secret-id' } })).rejects.toThrow('no migration');
  await fetch(`${api.url}/api/v1/nowhere/some-secret-id`);
  expect((await fetch(`${api.url}/metrics`)).status).toBe(401);
  expect((await scrape('wrong')).status).toBe(401);
  const answer = await scrape(metricsToken);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const text = await answer.text();
  const count = 'drover_http_request_duration_seconds_count';
  expect(text).toContain(`${count}{method="GET",route="/migrations",status="200"} 1`);
  expect(text).toContain(`${count}{method="GET",route="/migrations/{id}",status="404"} 1`);
  expect(text).toContain(`${count}{method="GET",route="other",status="404"} 1`);
  expect(text).toContain('drover_database_up 1');
  expect(text).toContain('process_cpu_seconds_total');
  expect(text).not.toContain('some-secret-id');
  expect((await scrape(await api.token('operator'))).status).toBe(200);
});

test('migrations, bytes and forecasts are those of the database', async () => {
  const text = await (await scrape(metricsToken)).text();
  const lines = [
    'drover_migrations{status="completed",strategy="warm",route="direct"} 2',
    'drover_migrations{status="parked",strategy="",route=""} 0',
    'drover_migration_bytes_total{direction="read",kind="baseline"} 600',
    'drover_cutovers_total 2',
    'drover_cutover_forecast_error_seconds_total 40',
    'drover_cutovers_within_p90_total 1',
  ];
  for (const line of lines) expect(text).toContain(`${line}\n`);
});
