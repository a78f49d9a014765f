import { setTimeout as delay } from 'node:timers/promises';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ClientInterceptors } from '@temporalio/client';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { activitySpans } from './activitySpans.ts';
import { quietExporter } from './quietExporter.ts';
import { requestSpans } from './requestSpans.ts';
import { workflowCalls } from './workflowCalls.ts';

export interface Tracing {
  requests: RequestHandler;
  client: ClientInterceptors;
  activities: ActivityInterceptorsFactory;
  /** Sends what is left, for two seconds at most. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** Of the collector, without `/v1/traces`. */
  endpoint: string;
  service: string;
  version: string;
  log: Pick<Logger, 'warn'>;
}

const exportMs = 5000;
const closeMs = 2000;

/** Spans of this process, sent by OTLP over HTTP. The SDK's globals are left alone: several can be open at once. */
export function openTracing({ endpoint, service, version, log }: TracingOptions): Tracing {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: exportMs });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    spanProcessors: [new BatchSpanProcessor({ exporter: quietExporter(exporter, log) })],
  });
  const tracer = provider.getTracer('drover', version);
  return {
    requests: requestSpans(tracer),
    client: workflowCalls(),
    activities: activitySpans(tracer),
    async close() {
      await Promise.race([provider.shutdown().catch(() => undefined), delay(closeMs, undefined, { ref: false })]);
    },
  };
}
