import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

export const correlationHeader = 'x-correlation-id';

/** Gives each request a correlation id, the client's where it sent a usable one, and logs each answer with it. */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId(request, response) {
      const sent = request.headers[correlationHeader];
      const id = typeof sent === 'string' && /^[\w.-]{8,64}$/.test(sent) ? sent : randomUUID();
      response.setHeader(correlationHeader, id);
      return id;
    },
    customProps: (request) => ({ correlationId: request.id }),
    // Queries may carry link signatures: paths only, and no headers.
    serializers: {
      req: (request: { method: string; url: string }) => ({
        method: request.method,
        path: request.url.split('?')[0],
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'warn' : 'debug'),
  });
}
