import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';
import { queryClient } from '../../api/queryClient.ts';
import { startSession } from '../../api/session.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { takeDestination } from './destination.ts';
import { EntranceFrame } from './EntranceFrame.tsx';

/** What the provider sent back is good once, however often React runs an effect. */
const sent = new Map<string, ReturnType<typeof api.finishProviderLogin>>();

function finishOnce(query: string) {
  const answer = sent.get(query) ?? api.finishProviderLogin({ body: { query } });
  sent.set(query, answer);
  return answer;
}

/** Where the provider sends the browser back to. */
export function ProviderReturn() {
  const { t } = useTranslation();
  const { search } = useLocation();
  const navigate = useNavigate();
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    let left = false;
    finishOnce(search || '?').then(
      (session) => {
        if (left) return;
        queryClient.clear();
        startSession(session);
        void navigate(takeDestination(), { replace: true });
      },
      (failure: Error) => {
        if (!left) setError(failure);
      },
    );
    return () => {
      left = true;
    };
  }, [search, navigate]);
  return (
    <EntranceFrame>
      <div className="space-y-4 rounded-xl border border-line bg-surface p-5 shadow-sm">
        <h1 className="text-base font-semibold">{t('session.title')}</h1>
        {error === null ? <p className="text-muted">{t('session.submitting')}</p> : <ErrorNotice error={error} />}
        {error !== null && (
          <Link to={paths.login} replace className="font-medium text-accent-strong underline">
            {t('access.login.again')}
          </Link>
        )}
      </div>
    </EntranceFrame>
  );
}
