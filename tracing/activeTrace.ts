import { AsyncLocalStorage } from 'node:async_hooks';

/** What is worked on: ids in hex, as W3C Trace Context has them. */
export interface ActiveTrace {
  traceId: string;
  /** As it is handed on. */
  traceparent: string;
}

const active = new AsyncLocalStorage<ActiveTrace>();

export function withTrace<T>(trace: ActiveTrace, work: () => T): T {
  return active.run(trace, work);
}

export function activeTrace(): ActiveTrace | undefined {
  return active.getStore();
}

/** For lines of the log: `trace_id` where there is a trace, else nothing. */
export function traceFields(): { trace_id?: string } {
  const trace = active.getStore();
  return trace === undefined ? {} : { trace_id: trace.traceId };
}
