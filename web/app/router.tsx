import { createBrowserRouter, Outlet, type RouteObject } from 'react-router';
import type { Permission } from '../../contract/permission.ts';
import { paths } from '../api/paths.ts';
import { LoginPage } from '../features/session/LoginPage.tsx';
import { ProviderReturn } from '../features/session/ProviderReturn.tsx';
import { SetupPage } from '../features/session/SetupPage.tsx';
import { withPageTexts } from '../i18n/i18n.ts';
import { NotFoundPage } from './NotFoundPage.tsx';
import { PageError } from './PageError.tsx';
import { RequireLogin } from './RequireLogin.tsx';
import { RequirePermission } from './RequirePermission.tsx';
import { Shell } from './Shell.tsx';

/** Each page is fetched when it is first opened. */
export const router = createBrowserRouter([
  { path: paths.login, element: <LoginPage /> },
  // Of one piece with the login, which chunks of their own would cut into many.
  { path: paths.providerReturn, element: <ProviderReturn /> },
  { path: paths.setup, element: <SetupPage /> },
  {
    element: (
      <RequireLogin>
        <Shell />
      </RequireLogin>
    ),
    errorElement: <PageError />,
    HydrateFallback: () => null,
    children: [
      {
        errorElement: <PageError />,
        children: [
          {
            path: paths.overview,
            lazy: async () => ({
              Component: (await import('../features/overview/OverviewPage.tsx')).OverviewPage,
            }),
          },
          {
            path: paths.inventory,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/inventory/InventoryPage.tsx')).InventoryPage,
            })),
          },
          {
            path: paths.connections,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/connections/ConnectionsPage.tsx')).ConnectionsPage,
            })),
          },
          {
            path: paths.movers,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/movers/MoversPage.tsx')).MoversPage,
            })),
          },
          {
            path: paths.artifacts,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/artifacts/ArtifactsPage.tsx')).ArtifactsPage,
            })),
          },
          {
            path: paths.migrations,
            lazy: async () => ({
              Component: (await import('../features/migrations/MigrationsPage.tsx')).MigrationsPage,
            }),
          },
          only('migrations:create', {
            path: paths.newMigration,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/newMigration/NewMigrationPage.tsx')).NewMigrationPage,
            })),
          }),
          {
            path: paths.migration(':id'),
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/migration/MigrationPage.tsx')).MigrationPage,
            })),
          },
          {
            path: paths.certificate(':id'),
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/certificate/CertificatePage.tsx')).CertificatePage,
            })),
          },
          {
            path: paths.plans,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/plans/PlansPage.tsx')).PlansPage,
            })),
          },
          only('migrations:create', {
            path: paths.newPlan,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/newPlan/NewPlanPage.tsx')).NewPlanPage,
            })),
          }),
          {
            path: paths.presets,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/presets/PresetsPage.tsx')).PresetsPage,
            })),
          },
          {
            path: paths.schedules,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/schedules/SchedulesPage.tsx')).SchedulesPage,
            })),
          },
          {
            path: paths.plan(':id'),
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/plan/PlanPage.tsx')).PlanPage,
            })),
          },
          {
            path: paths.account,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/access/AccountPage.tsx')).AccountPage,
            })),
          },
          {
            path: paths.projects,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/projects/ProjectsPage.tsx')).ProjectsPage,
            })),
          },
          only('users:read', {
            path: paths.access,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/access/AccessPage.tsx')).AccessPage,
            })),
          }),
          {
            path: paths.approvals,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/approvals/ApprovalsPage.tsx')).ApprovalsPage,
            })),
          },
          only('audit:read', {
            path: paths.audit,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/audit/AuditPage.tsx')).AuditPage,
            })),
          }),
          only('settings:read', {
            path: paths.settings,
            lazy: withPageTexts(async () => ({
              Component: (await import('../features/settings/SettingsPage.tsx')).SettingsPage,
            })),
          }),
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);

/** A page for those who have a permission. */
function only(permission: Permission, page: RouteObject): RouteObject {
  const element = (
    <RequirePermission permission={permission}>
      <Outlet />
    </RequirePermission>
  );
  return { element, children: [page] };
}
