import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from 'pino';

/** Says once that a collector takes no spans, and again only after it has taken some; the spans are lost. */
export function quietExporter(exporter: SpanExporter, log: Pick<Logger, 'warn'>): SpanExporter {
  let lost = false;
  return {
    export(spans, done) {
      exporter.export(spans, ({ code }) => {
        const failed = code !== ExportResultCode.SUCCESS;
        // Not the error: it may quote the collector's answer.
        if (failed && !lost) log.warn('traces are lost: the collector does not take them');
        lost = failed;
        done({ code: ExportResultCode.SUCCESS });
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
