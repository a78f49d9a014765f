import type { ErrorRequestHandler, RequestHandler } from 'express';
import { ApiError } from './apiError.ts';
import { toProblem } from './problem.ts';

export const notFoundHandler: RequestHandler = (request) => {
  throw new ApiError('request.not-found', `There is no ${request.method} ${request.baseUrl}${request.path}.`);
};

/** The last handler: every error leaves as problem+json, and what is not the client's fault is logged whole. */
export const errorHandler: ErrorRequestHandler = (error, request, response, _next) => {
  const problem = toProblem(error, String(request.id));
  if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'request failed');
  else request.log.info({ code: problem.code, detail: problem.detail }, 'request refused');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
};
