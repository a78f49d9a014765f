import { type ReactNode, useEffect, useState } from 'react';
import { api } from '../api/api.ts';
import { recallSession, useSession } from '../api/session.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';

/** Asks who is logged in in this browser before any page is shown. */
export function KnownSession({ children }: { children: ReactNode }) {
  const { known } = useSession();
  const [error, setError] = useState<Error | null>(null);
  const ask = () => {
    setError(null);
    api.getConsoleState().then(recallSession, setError);
  };
  useEffect(ask, []);
  if (known) return children;
  if (error === null) return null;
  return (
    <main className="mx-auto max-w-xl p-6">
      <ErrorNotice error={error} onRetry={ask} />
    </main>
  );
}
