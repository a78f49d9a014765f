import type { ClientInterceptors } from '@temporalio/client';
import { defaultPayloadConverter, type Headers } from '@temporalio/common';
import { traceHeader } from '../workflows/names.ts';
import { activeTrace } from './activeTrace.ts';

/** Tells workflows, updates and signals which trace asked for them. */
export function workflowCalls(): ClientInterceptors {
  return {
    workflow: [
      {
        start: (input, next) => next(withHeader(input)),
        signal: (input, next) => next(withHeader(input)),
        signalWithStart: (input, next) => next(withHeader(input)),
        startUpdate: (input, next) => next(withHeader(input)),
      },
    ],
  };
}

function withHeader<T extends { headers: Headers }>(input: T): T {
  const trace = activeTrace();
  if (trace === undefined) return input;
  const payload = defaultPayloadConverter.toPayload(trace.traceparent);
  return { ...input, headers: { ...input.headers, [traceHeader]: payload } };
}
