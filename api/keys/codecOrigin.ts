import type { RequestHandler } from 'express';

/** What Temporal Web sends along. */
const headers = 'content-type, authorization, authorization-extras, x-namespace';

/**
 * Lets pages of Temporal Web, and of nobody else, read what the codec answers, with the cookies of whoever sits before
 * them (https://fetch.spec.whatwg.org/#http-cors-protocol).
 */
export function codecOrigin(temporalWebUrl: string | undefined): RequestHandler {
  const allowed = temporalWebUrl === undefined ? null : new URL(temporalWebUrl).origin;
  return (request, response, next) => {
    response.vary('origin');
    const { origin } = request.headers;
    if (allowed === null || origin !== allowed) return next();
    response.set({ 'access-control-allow-origin': allowed, 'access-control-allow-credentials': 'true' });
    if (request.method !== 'OPTIONS') return next();
    response.set({ 'access-control-allow-methods': 'POST', 'access-control-allow-headers': headers });
    response.status(204).end();
  };
}
