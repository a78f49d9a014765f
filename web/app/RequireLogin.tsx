import type { ReactNode } from 'react';
import { Navigate, useLocation } from 'react-router';
import { paths } from '../api/paths.ts';
import { useSession } from '../api/session.ts';
import { LiveEvents } from './LiveEvents.tsx';

/** Pages behind the login; afterwards the reader is back at the address that was asked for. */
export function RequireLogin({ children }: { children: ReactNode }) {
  const { session } = useSession();
  const location = useLocation();
  if (session === null) {
    return <Navigate to={paths.login} replace state={{ from: location.pathname + location.search }} />;
  }
  return <LiveEvents key={session.csrfToken}>{children}</LiveEvents>;
}
