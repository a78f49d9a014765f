import { accessRoutes } from './routes/access.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { artifactRoutes } from './routes/artifacts.ts';
import { auditRoutes } from './routes/audit.ts';
import { connectionRoutes } from './routes/connections.ts';
import { forecastRoutes } from './routes/forecasts.ts';
import { identityRoutes } from './routes/identity.ts';
import { inventoryRoutes } from './routes/inventory.ts';
import { keyRoutes } from './routes/keys.ts';
import { migrationRoutes } from './routes/migrations.ts';
import { overviewRoutes } from './routes/overview.ts';
import { planRoutes } from './routes/plans.ts';
import { presetRoutes } from './routes/presets.ts';
import { projectRoutes } from './routes/projects.ts';
import { residueRoutes } from './routes/residue.ts';
import { scheduleRoutes } from './routes/schedules.ts';
import { sessionRoutes } from './routes/session.ts';
import { settingsRoutes } from './routes/settings.ts';
import { systemRoutes } from './routes/system.ts';

/** Every operation of the API by its operation id. The server must handle each, the client offers each. */
export const routes = {
  ...sessionRoutes,
  ...accessRoutes,
  ...projectRoutes,
  ...identityRoutes,
  ...connectionRoutes,
  ...inventoryRoutes,
  ...presetRoutes,
  ...planRoutes,
  ...scheduleRoutes,
  ...forecastRoutes,
  ...migrationRoutes,
  ...approvalRoutes,
  ...artifactRoutes,
  ...overviewRoutes,
  ...residueRoutes,
  ...settingsRoutes,
  ...keyRoutes,
  ...auditRoutes,
  ...systemRoutes,
};

export type Routes = typeof routes;
export type RouteName = keyof Routes;
