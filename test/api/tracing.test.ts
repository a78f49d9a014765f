import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTraceparent } from '../../client/traceparent.ts';
import type { Migration } from '../../contract/migration.ts';
import { apiBase } from '../../contract/route.ts';
import { traceFields } from '../../tracing/activeTrace.ts';
import { openTracing, type Tracing } from '../../tracing/openTracing.ts';
import { controlQueue } from '../../workflows/names.ts';
import { useTemporal, useWorkflowBundle } from '../support/temporal.ts';
import { makeVm } from '../support/vms.ts';
import { newScript, scriptedActivities } from '../workflows/fakeActivities.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

/** OTLP as JSON (opentelemetry-proto, trace.proto); of spans, what is looked at. */
interface Sent {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: SentSpan[] }[] }[];
}
interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number };
}
interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: Attribute[];
  links?: { traceId: string; spanId: string }[];
  status: { code: number; message?: string };
}

/** The password of the connections that addConnections makes. */
const secret = 'planted-secret';
const baseline = 'copyDisk baseline 0 since null';

const sent: string[] = [];
const tracings: Tracing[] = [];
const inActivities: object[] = [];
let collector: Server;
let api: ApiUnderTest;
let places: { source: string; target: string };
let token: string;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  collector = createServer(async (request, response) => {
    sent.push(await text(request));
    response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const [ofApi, ofControl] = ['drover-api', 'drover-control'].map((service) =>
    openTracing({ endpoint, service, version: '1.2.3', log: { warn: (line: string) => void sent.push(line) } }),
  ) as [Tracing, Tracing];
  tracings.push(ofApi, ofControl);
  api = await startApi({ tracing: ofApi });
  token = await api.token();
  stopWorker = await startWorker(ofControl);
});
afterAll(async () => {
  await stopWorker?.();
  await Promise.all(tracings.map((tracing) => tracing.close()));
  collector?.close();
});

const script = newScript({ hanging: new Set([baseline]) });

async function startWorker(tracing: Tracing) {
  script.moverQueue = api.taskQueue;
  const [workflowBundle, { address, namespace }] = await Promise.all([useWorkflowBundle(), useTemporal()]);
  const connection = await NativeConnection.connect({ address });
  const common = {
    ...{ connection, namespace, maxHeartbeatThrottleInterval: 200 },
    interceptors: { activity: [tracing.activities] },
    activities: {
      ...scriptedActivities(script),
      describeVm: async () => makeVm(),
      async testConnection() {
        inActivities.push(traceFields());
        return { ok: true, steps: [], fingerprint256: null, product: null, missingPrivileges: [] };
      },
      async describeTarget() {
        const message = `login with ${secret} failed`;
        throw ApplicationFailure.create({ type: 'platform.unauthorised', message, nonRetryable: true });
      },
    },
  };
  const workers = [
    await Worker.create({ ...common, taskQueue: api.taskQueue, workflowBundle }),
    // Where runs look for the control worker's activities.
    await Worker.create({ ...common, taskQueue: controlQueue }),
  ];
  const running = Promise.all(workers.map((worker) => worker.run()));
  let stopped = false;
  return async () => {
    if (stopped) return;
    stopped = true;
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  };
}

/** A request as the console and the command line send it. */
async function send(method: string, path: string, traceparent: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', traceparent };
  const response = await fetch(`${api.url}${apiBase}${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

function spansOf(traceparent: string): (SentSpan & { service: unknown })[] {
  const traceId = traceparent.split('-')[1];
  return sent
    .flatMap((body) => (JSON.parse(body) as Sent).resourceSpans)
    .flatMap(({ resource, scopeSpans }) => {
      const service = attributesOf(resource)['service.name'];
      return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
    })
    .filter((span) => span.traceId === traceId);
}

function attributesOf({ attributes }: { attributes: Attribute[] }): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}

test('a click, its request and the activities behind it are one trace; commands are linked; secrets are in none', async () => {
  places = await addConnections(await api.client('admin'));
  const [asked, failed, started, paused] = [0, 1, 2, 3].map(newTraceparent) as [string, string, string, string];
  expect((await send('POST', `/connections/${places.source}/test?secret=${secret}`, asked)).status).toBe(200);
  expect((await send('GET', `/connections/${places.target}/facts`, failed)).status).toBeGreaterThan(400);
  const plan = {
    source: { connectionId: places.source, vm: 'vm-101' },
    target: { connectionId: places.target, storage: 'local' },
  };
  const made = await send('POST', '/migrations', started, plan);
  expect(made).toMatchObject({ status: 201 });
  const migration = made.body as Migration;
  await expect.poll(() => script.calls, { timeout: 20_000 }).toContain(baseline);
  const command = (name: string) => `/migrations/${migration.id}/commands/${name}`;
  expect(await send('POST', command('pause'), paused)).toMatchObject({ status: 200 });
  await expect.poll(() => script.recorded.at(-1)?.status, { timeout: 20_000 }).toBe('paused');
  await send('POST', command('cancel'), newTraceparent());
  await api.temporal.workflow.getHandle(migration.workflowId).result();
  await stopWorker();
  await Promise.all(tracings.map((tracing) => tracing.close()));

  const [request, activity, ...others] = spansOf(asked).sort((a, b) => String(a.service).localeCompare(`${b.service}`));
  expect(others).toEqual([]);
  expect(request).toMatchObject({
    ...{ service: 'drover-api', name: 'POST /connections/{id}/test', parentSpanId: asked.split('-')[2] },
  });
  expect(attributesOf(request as SentSpan)).toEqual({
    'http.request.method': 'POST',
    'http.route': '/connections/{id}/test',
    'http.response.status_code': 200,
  });
  expect(activity).toMatchObject({ service: 'drover-control', name: 'testConnection', parentSpanId: request?.spanId });
  expect(inActivities).toEqual([{ trace_id: asked.split('-')[1] }]);
  const lines = api.logged().split('\n');
  expect(
    lines.filter((line) => line.includes('/test') && line.includes(`"trace_id":"${request?.traceId}"`)),
  ).toHaveLength(1);

  const refused = spansOf(failed).find(({ name }) => name === 'describeTarget');
  expect(refused).toMatchObject({ status: { code: 2, message: 'platform.unauthorised' } });

  const run = spansOf(started);
  const create = run.find(({ name }) => name === 'POST /migrations');
  const activities = run.filter((span) => span.service === 'drover-control');
  expect(new Set(activities.map((span) => span.parentSpanId))).toEqual(new Set([create?.spanId]));
  expect(attributesOf(activities.find(({ name }) => name === 'copyDisk') as SentSpan)).toMatchObject({
    'drover.migration.id': migration.id,
    'drover.workflow.id': migration.workflowId,
    'drover.activity.attempt': 1,
    'drover.task_queue': api.taskQueue,
    'error.type': 'cancelled',
  });
  const [pause] = spansOf(paused);
  expect(activities.flatMap(({ links }) => links ?? [])).toContainEqual(
    expect.objectContaining({ traceId: pause?.traceId, spanId: pause?.spanId }),
  );
  expect(sent.join()).not.toContain(secret);
});

test('a collector that is away is told of once and disturbs nothing', async () => {
  const lines: string[] = [];
  const log = { warn: (line: string) => void lines.push(line) };
  const tracing = openTracing({ endpoint: 'http://127.0.0.1:9', service: 'drover-api', version: '1', log });
  const request = { method: 'GET', headers: {} };
  for (let spans = 0; spans < 600; spans += 1) {
    const response = {
      once: (_: string, end: () => void) => end(),
      locals: {},
      statusCode: 200,
      writableFinished: true,
    };
    tracing.requests(request as never, response as never, () => undefined);
  }
  await tracing.close();
  await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(1);
});
