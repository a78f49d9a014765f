import type { Headers } from '@temporalio/common';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';
import { traceHeader, traceLinkHeader } from './names.ts';

/**
 * Hands the trace of whoever started the run on to its activities and to runs that follow it, and beside it the trace of
 * the last command. Headers are passed as they came: nothing is made here, so that a replay does the same, and a run
 * that was started without a trace has none.
 */
export const interceptors: WorkflowInterceptorsFactory = () => {
  const carried: Headers = {};
  const note = (name: string, payload: Headers[string] | undefined) => {
    if (payload !== undefined) carried[name] = payload;
  };
  const withTrace = <T extends { headers: Headers }>(input: T): T => ({
    ...input,
    headers: { ...input.headers, ...carried },
  });
  return {
    inbound: [
      {
        execute(input, next) {
          note(traceHeader, input.headers[traceHeader]);
          note(traceLinkHeader, input.headers[traceLinkHeader]);
          return next(input);
        },
        handleUpdate(input, next) {
          note(traceLinkHeader, input.headers[traceHeader]);
          return next(input);
        },
        handleSignal(input, next) {
          note(traceLinkHeader, input.headers[traceHeader]);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(withTrace(input)),
        scheduleLocalActivity: (input, next) => next(withTrace(input)),
        startChildWorkflowExecution: (input, next) => next(withTrace(input)),
        continueAsNew: (input, next) => next(withTrace(input)),
      },
    ],
  };
};
