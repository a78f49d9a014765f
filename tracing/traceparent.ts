import type { Span, SpanContext } from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import type { ActiveTrace } from './activeTrace.ts';

/** What a `traceparent` names (https://www.w3.org/TR/trace-context/), or null for anything that is none. */
export function readTraceparent(text: unknown): SpanContext | null {
  const found = typeof text === 'string' ? parseTraceParent(text) : null;
  return found === null ? null : { ...found, isRemote: true };
}

/** A span as those that it starts are told of it. */
export function traceOf(span: Span): ActiveTrace {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceId, traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` };
}
