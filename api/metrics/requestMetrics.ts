import type { RequestHandler, Response } from 'express';
import { Histogram, type Registry } from 'prom-client';

/** Rate, errors and duration of requests, by route: the path as the contract has it, so that ids make no series. */
export function requestMetrics(registry: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'drover_http_request_duration_seconds',
    help: 'Time until the answer had left, by route of the API and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [registry],
  });
  return (request, response, next) => {
    const stop = durations.startTimer();
    response.once('close', () => {
      // A client that went away before the answer: 499, as proxies count it.
      const status = response.writableFinished ? response.statusCode : 499;
      stop({ method: request.method, route: routeOf(response), status });
    });
    next();
  };
}

/** Notes which route an answer belongs to. */
export function nameRoute(response: Response, path: string): void {
  response.locals['route'] = path;
}

function routeOf(response: Response): string {
  const path: unknown = response.locals['route'];
  return typeof path === 'string' ? path : 'other';
}
