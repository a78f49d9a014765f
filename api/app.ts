import express, { type Express, type Router } from 'express';
import { apiBase, type RouteDefinition } from '../contract/route.ts';
import { type Routes, routes } from '../contract/routes.ts';
import { accessHandlers } from './access/accessHandlers.ts';
import { approvalHandlers } from './approvals/approvalHandlers.ts';
import { artifactHandlers } from './artifacts/artifactHandlers.ts';
import { serveArtifact } from './artifacts/serveArtifact.ts';
import { auditHandlers } from './audit/auditHandlers.ts';
import { createRequestBudgets } from './budgets/requestBudgets.ts';
import { connectionHandlers } from './connections/connectionHandlers.ts';
import { consolePages } from './console/consolePages.ts';
import type { ApiDependencies } from './dependencies.ts';
import { docsPages } from './docs/docsPages.ts';
import { forecastHandlers } from './forecasts/forecastHandlers.ts';
import { errorHandler, notFoundHandler } from './http/errorHandler.ts';
import type { HandlersOf } from './http/handlers.ts';
import { addJsonBodies } from './http/jsonBodies.ts';
import { requestLog } from './http/requestLog.ts';
import { addRoute, type Handler, refuseOtherMethods } from './http/route.ts';
import { securityHeaders } from './http/securityHeaders.ts';
import { identityHandlers } from './identity/identityHandlers.ts';
import { inventoryHandlers } from './inventory/inventoryHandlers.ts';
import { codecOrigin } from './keys/codecOrigin.ts';
import { keyHandlers } from './keys/keyHandlers.ts';
import { createMetrics } from './metrics/serveMetrics.ts';
import { migrationHandlers } from './migrations/migrationHandlers.ts';
import { overviewHandlers } from './overview/overviewHandlers.ts';
import { planHandlers } from './plans/planHandlers.ts';
import { presetHandlers } from './presets/presetHandlers.ts';
import { projectHandlers } from './projects/projectHandlers.ts';
import { residueHandlers } from './residue/residueHandlers.ts';
import { scheduleHandlers } from './schedules/scheduleHandlers.ts';
import { createIdentifier } from './session/identify.ts';
import { loginPaths, loginThrottle } from './session/loginThrottle.ts';
import { sessionHandlers } from './session/sessionHandlers.ts';
import { recentSettings } from './settings/recentSettings.ts';
import { settingsHandlers } from './settings/settingsHandlers.ts';
import { systemHandlers } from './system/systemHandlers.ts';

/** The whole HTTP side: API, its reference, artifacts by link, and the console. */
export function createApp(dependencies: ApiDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  // What these say of the client's address and of TLS is believed, what anybody else says of it is not.
  app.set('trust proxy', dependencies.trustedProxies);
  app.set('query parser', 'simple');
  const metrics = createMetrics(dependencies);
  if (dependencies.requestSpans !== null) app.use(dependencies.requestSpans);
  app.use(requestLog(dependencies.log), metrics.measure, ...securityHeaders(dependencies.hstsSeconds));
  app.get('/metrics', metrics.serve);
  app.use('/api', docsPages(dependencies.version));
  app.use(apiBase, apiRouter(dependencies));
  app.use('/api', notFoundHandler);
  if (dependencies.webDir !== undefined) app.use(consolePages(dependencies.webDir));
  app.use(notFoundHandler, errorHandler);
  return app;
}

function apiRouter(dependencies: ApiDependencies): Router {
  const { database, redis, strictResponses, fingerprint } = dependencies;
  const settings = recentSettings(database);
  const router = express.Router();
  router.get('/artifacts/*key', serveArtifact(dependencies));
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  router.use('/temporal/codec', codecOrigin(dependencies.temporalWebUrl));
  router.use(loginPaths, loginThrottle(settings, redis));
  addJsonBodies(router, Object.values(routes));
  const identifier = createIdentifier(dependencies);
  const budgets = createRequestBudgets(settings, redis);
  const options = { database, identifier, budgets, strictResponses, fingerprint };
  for (const [route, handler] of pairs(allHandlers(dependencies))) addRoute(router, [route, handler], options);
  refuseOtherMethods(router, Object.values(routes));
  return router;
}

/** The type demands a handler for every route of the contract. */
function allHandlers(dependencies: ApiDependencies): HandlersOf<Routes> {
  return {
    ...sessionHandlers(dependencies),
    ...accessHandlers(dependencies),
    ...projectHandlers(dependencies),
    ...identityHandlers(dependencies),
    ...connectionHandlers(dependencies),
    ...inventoryHandlers(dependencies),
    ...residueHandlers(dependencies),
    ...presetHandlers(dependencies),
    ...planHandlers(dependencies),
    ...scheduleHandlers(dependencies),
    ...forecastHandlers(dependencies),
    ...migrationHandlers(dependencies),
    ...approvalHandlers(dependencies),
    ...artifactHandlers(dependencies),
    ...overviewHandlers(dependencies),
    ...settingsHandlers(dependencies),
    ...keyHandlers(dependencies),
    ...auditHandlers(dependencies),
    ...systemHandlers(dependencies),
  };
}

/** Each route with its own handler; the pairing is by name, so that the types of both belong together. */
function pairs(handlers: HandlersOf<Routes>): [RouteDefinition, Handler<RouteDefinition>][] {
  const names = Object.keys(routes) as (keyof Routes)[];
  return names.map((name) => [routes[name], handlers[name] as unknown as Handler<RouteDefinition>]);
}
