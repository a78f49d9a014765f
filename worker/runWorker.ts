import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { createControlActivities, createMoverActivities } from '../activities/index.ts';
import { readLoggingConfig } from '../config/logging.ts';
import { readVersion } from '../config/release.ts';
import { readTemporalConfig } from '../config/temporal.ts';
import { readTracingConfig } from '../config/tracing.ts';
import { readMoverConfig, readWorkerConfig } from '../config/worker.ts';
import { moverIdentity } from '../domain/moverIdentity.ts';
import { traceFields } from '../tracing/activeTrace.ts';
import { startTracing } from '../tracing/startTracing.ts';
import { controlQueue, moverQueue } from '../workflows/names.ts';
import { openDependencies } from './dependencies.ts';
import { serveHealth } from './health.ts';
import { createLogger } from './logger.ts';
import { keepSchedules } from './schedules.ts';
import { settleHeap } from './settleHeap.ts';

export type WorkerRole = 'control' | 'mover';

/** How often buffered heartbeats go out, and with them how soon a cancellation is seen. */
const heartbeatThrottle = '400 milliseconds';

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
          identity: moverIdentity({ ...moverConfig, host: hostname(), process: process.pid, version }),
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

function workflowSource(bundle: string | undefined): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  if (bundle !== undefined) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}
