import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';
import { queryClient } from '../../api/queryClient.ts';
import { startSession, useSession } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { fieldClass } from '../../components/field.ts';
import { EntranceFrame } from './EntranceFrame.tsx';

export function LoginPage() {
  const { t } = useTranslation();
  const { session, ended, setupNeeded } = useSession();
  const location = useLocation();
  const nameId = useId();
  const passwordId = useId();
  const login = useMutation({
    mutationFn: (body: { username: string; password: string }) => api.loginConsole({ body }),
    onSuccess: (session) => {
      // What one person saw is not kept for the next.
      queryClient.clear();
      startSession(session);
    },
  });
  if (session !== null) return <Navigate to={whereFrom(location.state)} replace />;
  if (setupNeeded) return <Navigate to={paths.setup} replace />;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    login.mutate({ username: String(form.get('username')), password: String(form.get('password')) });
  };
  return (
    <EntranceFrame>
      <form onSubmit={submit} className="space-y-4 rounded-xl border border-line bg-surface p-5 shadow-sm">
        <h1 className="text-base font-semibold">{t('session.title')}</h1>
        {ended && !login.isError && <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">{t('session.ended')}</p>}
        {login.isError && <ErrorNotice error={login.error} />}
        <div className="space-y-1.5">
          <label htmlFor={nameId} className="font-medium">
            {t('session.username')}
          </label>
          <input id={nameId} name="username" required maxLength={64} autoComplete="username" className={fieldClass} />
        </div>
        <div className="space-y-1.5">
          <label htmlFor={passwordId} className="font-medium">
            {t('session.password')}
          </label>
          <input
            id={passwordId}
            name="password"
            type="password"
            required
            autoComplete="current-password"
            className={fieldClass}
          />
        </div>
        <Button type="submit" variant="primary" disabled={login.isPending} className="w-full">
          {login.isPending ? t('session.submitting') : t('session.submit')}
        </Button>
      </form>
    </EntranceFrame>
  );
}

/** The address that the login was asked for; only ever one of ours. */
function whereFrom(state: unknown): string {
  const from = typeof state === 'object' && state !== null && 'from' in state ? state.from : null;
  return typeof from === 'string' && /^\/(?!\/)/.test(from) ? from : paths.overview;
}
