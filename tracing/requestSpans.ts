import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { RequestHandler } from 'express';
import { withTrace } from './activeTrace.ts';
import { readTraceparent, traceOf } from './traceparent.ts';

/** A span per request, in the trace that the request names: method, route and status, no ids, query or body. */
export function requestSpans(tracer: Tracer): RequestHandler {
  return (request, response, next) => {
    const caller = readTraceparent(request.headers['traceparent']);
    const parent = caller === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
    const span = tracer.startSpan(request.method, { kind: SpanKind.SERVER }, parent);
    response.once('close', () => {
      // The path of the contract: paths as they were sent have ids, and could have anything.
      const route: unknown = response.locals['route'];
      const status = response.writableFinished ? response.statusCode : 499;
      span.updateName(`${request.method} ${typeof route === 'string' ? route : 'other'}`);
      span.setAttribute('http.request.method', request.method);
      if (typeof route === 'string') span.setAttribute('http.route', route);
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    withTrace(traceOf(span), next);
  };
}
