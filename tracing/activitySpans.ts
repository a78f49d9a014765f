import { type Attributes, ROOT_CONTEXT, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { Info } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure, defaultPayloadConverter, type Headers } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { DroverError, type ErrorCode, isErrorCode } from '../contract/errors.ts';
import { migrationIdOf, traceHeader, traceLinkHeader } from '../workflows/names.ts';
import { withTrace } from './activeTrace.ts';
import { readTraceparent, traceOf } from './traceparent.ts';

/** A span per attempt of an activity, below what started its workflow, with a link to the last command. */
export function activitySpans(tracer: Tracer): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const starter = spanIn(input.headers, traceHeader);
        const command = spanIn(input.headers, traceLinkHeader);
        const span = tracer.startSpan(
          info.activityType,
          {
            kind: SpanKind.CONSUMER,
            attributes: attributesOf(info),
            links: command === null ? [] : [{ context: command }],
          },
          starter === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, starter),
        );
        try {
          return await withTrace(traceOf(span), () => next(input));
        } catch (error) {
          const code = codeOf(error);
          span.setAttribute('error.type', code);
          // A cancelled activity did as it was told. Messages of errors stay here: they quote what platforms said.
          if (code !== 'cancelled') span.setStatus({ code: SpanStatusCode.ERROR, message: code });
          throw error;
        } finally {
          span.end();
        }
      },
    },
  });
}

function attributesOf({ workflowExecution, taskQueue, attempt }: Info): Attributes {
  const workflowId = workflowExecution?.workflowId ?? '';
  const migrationId = migrationIdOf(workflowId);
  return {
    'drover.workflow.id': workflowId,
    'drover.activity.attempt': attempt,
    'drover.task_queue': taskQueue,
    ...(migrationId === null ? {} : { 'drover.migration.id': migrationId }),
  };
}

function spanIn(headers: Headers, name: string) {
  const payload = headers[name];
  return payload === undefined ? null : readTraceparent(defaultPayloadConverter.fromPayload(payload));
}

function codeOf(error: unknown): ErrorCode | 'cancelled' {
  if (error instanceof CancelledFailure) return 'cancelled';
  if (error instanceof DroverError) return error.code;
  if (error instanceof ApplicationFailure && error.type && isErrorCode(error.type)) return error.type;
  return 'internal';
}
