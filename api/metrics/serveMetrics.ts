import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ApiDependencies } from '../dependencies.ts';
import { demandPermission, requireActor } from '../http/actor.ts';
import { createIdentifier } from '../session/identify.ts';
import { fleetMetrics } from './fleetMetrics.ts';
import { nameRoute, requestMetrics } from './requestMetrics.ts';

/** How long figures of the database may be old: several scrapers ask it once. */
const freshMs = 5000;

/**
 * `GET /metrics` in the text format of Prometheus, for a scraper with the token of the settings or a login with the
 * permission `metrics:read`, and what has to stand before the routes that are measured.
 */
export function createMetrics(dependencies: ApiDependencies): { measure: RequestHandler; serve: RequestHandler } {
  const { database, metricsToken, version, log } = dependencies;
  const identifier = createIdentifier(dependencies);
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'drover_build_info', help: 'Version.', labelNames: ['version'], registers: [registry] }).set(
    { version },
    1,
  );
  const known = new Gauge({
    ...{ name: 'drover_database_up', help: '1 when the figures of migrations could be read.', registers: [registry] },
  });
  const refresh = fleetMetrics(registry, database.prisma);
  let refreshing: Promise<void> | undefined;
  let refreshedAt = 0;
  const bringUpToDate = () => {
    if (refreshing !== undefined && Date.now() - refreshedAt < freshMs) return refreshing;
    refreshedAt = Date.now();
    refreshing = refresh().then(
      () => known.set(1),
      (error: unknown) => {
        // Requests and process are told all the same.
        known.set(0);
        log.warn({ err: error }, 'figures of migrations not read');
      },
    );
    return refreshing;
  };
  return {
    measure: requestMetrics(registry),
    async serve(request, response) {
      nameRoute(response, '/metrics');
      const { authorization } = request.headers;
      if (metricsToken === undefined || !isToken(authorization, metricsToken)) {
        const actor = await requireActor(identifier, { changes: false, headers: request.headers });
        demandPermission(actor, 'metrics:read');
      }
      await bringUpToDate();
      response.set({ 'content-type': registry.contentType, 'cache-control': 'no-store' });
      response.send(await registry.metrics());
    },
  };
}

function isToken(authorization: string | undefined, token: string): boolean {
  const given = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
