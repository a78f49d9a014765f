import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createControlActivities, createMoverActivities } from '../activities/index.ts';
import { readLoggingConfig } from '../config/logging.ts';
import { readVersion } from '../config/release.ts';
import { readTemporalConfig } from '../config/temporal.ts';
import { readTracingConfig } from '../config/tracing.ts';
import { type MoverConfig, readMoverConfig, readWorkerConfig } from '../config/worker.ts';
import { moverIdentity } from '../domain/moverIdentity.ts';
import { traceFields } from '../tracing/activeTrace.ts';
import { startTracing } from '../tracing/startTracing.ts';
import { controlQueue, moverQueue } from '../workflows/names.ts';
import { openDependencies } from './dependencies.ts';
import { serveHealth } from './health.ts';
import { journalsId } from './journalsId.ts';
import { createLogger } from './logger.ts';
import { type Poller, pollersOf } from './movers.ts';
import { untilOnlyMover } from './onlyMover.ts';
import { keepSchedules } from './schedules.ts';
import { settleHeap } from './settleHeap.ts';

export type WorkerRole = 'control' | 'mover';

/** How often buffered heartbeats go out, and with them how soon a cancellation is seen. */
const heartbeatThrottle = '400 milliseconds';

/** A mover that ended counts as there for 70 s (domain/moverFreshness.ts). */
const otherMoverMs = 90_000;

/** Used where the worker bundles the workflow code itself. */
const workflowInterceptors = [fileURLToPath(new URL('../workflows/traceHeaders.ts', import.meta.url))];

/** Runs a worker until SIGTERM or SIGINT, then hands running activities over. Prints one JSON line when it is ready. */
export async function runWorker(role: WorkerRole): Promise<void> {
  const temporal = readTemporalConfig();
  const config = readWorkerConfig();
  const moverConfig = role === 'mover' ? readMoverConfig() : null;
  const log = createLogger(readLoggingConfig().level, role, traceFields);
  const version = readVersion();
  const tracing = await startTracing(readTracingConfig(), { service: `drover-${role}`, version, log });
  Runtime.install({ logger: new DefaultLogger('WARN', (entry) => log.warn(entry.message)), shutdownSignals: [] });

  const address = { address: temporal.address, tls: temporal.tls, apiKey: temporal.apiKey };
  const native = await NativeConnection.connect(address);
  const connection = await Connection.connect(address);
  const dependencies = await openDependencies({
    config,
    roots: moverConfig?.roots ?? [],
    connection,
    namespace: temporal.namespace,
    interceptors: tracing?.client,
    log,
    onArtifactUnrecorded: (error) => log.warn({ err: error }, 'artifact not recorded'),
  });
  const common: WorkerOptions = {
    connection: native,
    namespace: temporal.namespace,
    dataConverter: dependencies.dataConverter,
    taskQueue: moverConfig === null ? controlQueue : moverQueue(moverConfig.node),
    interceptors: { activity: tracing === null ? [] : [tracing.activities], workflowModules: workflowInterceptors },
    maxHeartbeatThrottleInterval: heartbeatThrottle,
    defaultHeartbeatThrottleInterval: heartbeatThrottle,
    shutdownGraceTime: 0,
    shutdownForceTime: `${config.shutdownGraceSeconds + 5} seconds`,
  };
  const worker =
    moverConfig === null
      ? await Worker.create({
          ...common,
          ...workflowSource(config.workflowBundle),
          activities: createControlActivities(dependencies),
        })
      : await Worker.create({
          ...common,
          identity: await takeNode(moverConfig, config.dataDir, {
            ...{ version, log, pollers: () => pollersOf(connection, temporal.namespace, moverConfig.node) },
          }),
          activities: createMoverActivities(dependencies),
          // More than it works on at once (transfer/createTransfer.ts): one that is busy must still be seen to listen.
          maxConcurrentActivityTaskExecutions: 1000,
        });

  const health = await serveHealth(config.healthHost, config.healthPort, () => worker.getState());
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => worker.shutdown());
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    dataConverter: dependencies.dataConverter,
  });
  const leaveSchedules = role === 'control' ? await keepSchedules(client, dependencies.settings, log) : undefined;
  if (moverConfig !== null) settleHeap();
  const running = worker.run();
  process.stdout.write(`${JSON.stringify({ ready: true, role, queue: common.taskQueue, health: health.port })}\n`);
  log.info({ queue: common.taskQueue }, 'worker polls');
  try {
    await running;
  } finally {
    await leaveSchedules?.();
    await Promise.allSettled([health.close(), dependencies.close()]);
    await Promise.allSettled([connection.close(), native.close(), tracing?.close()]);
  }
}

/** @returns how the mover calls itself. @throws DroverError mover.node-taken */
async function takeNode(
  { name, node }: MoverConfig,
  dataDir: string,
  { version, log, pollers }: { version: string; log: Logger; pollers(): Promise<Poller[]> },
): Promise<string> {
  const journals = await journalsId(dataDir);
  const onWait = (other: string) => log.warn({ node, other }, 'waits for another mover of the node to be gone');
  await untilOnlyMover({ node, journals, pollers, onWait }, otherMoverMs);
  return moverIdentity({ name, host: hostname(), process: process.pid, journals, version });
}

function workflowSource(bundle: string | undefined): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (bundle !== undefined) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}
