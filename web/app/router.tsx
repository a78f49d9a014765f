import { createBrowserRouter, redirect } from 'react-router';
import { paths } from '../api/paths.ts';
import { LoginPage } from '../features/session/LoginPage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { PageError } from './PageError.tsx';
import { RequireLogin } from './RequireLogin.tsx';
import { Shell } from './Shell.tsx';

/** Each page is fetched when it is first opened. */
export const router = createBrowserRouter([
  { path: paths.login, element: <LoginPage /> },
  {
    element: (
      <RequireLogin>
        <Shell />
      </RequireLogin>
    ),
    errorElement: <PageError />,
    HydrateFallback: () => null,
    children: [
      { index: true, loader: () => redirect(paths.migrations) },
      {
        errorElement: <PageError />,
        children: [
          {
            path: paths.migrations,
            lazy: async () => ({
              Component: (await import('../features/migrations/MigrationsPage.tsx')).MigrationsPage,
            }),
          },
          {
            path: paths.newMigration,
            lazy: async () => ({
              Component: (await import('../features/newMigration/NewMigrationPage.tsx')).NewMigrationPage,
            }),
          },
          {
            path: paths.migration(':id'),
            lazy: async () => ({
              Component: (await import('../features/migration/MigrationPage.tsx')).MigrationPage,
            }),
          },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
