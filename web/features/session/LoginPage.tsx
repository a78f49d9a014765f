import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useLocation } from 'react-router';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';
import { queryClient } from '../../api/queryClient.ts';
import { startSession, useSession } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { ChoiceChips } from '../../components/ChoiceChips.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { fieldClass } from '../../components/field.ts';
import { ownAddress } from './destination.ts';
import { EntranceFrame } from './EntranceFrame.tsx';
import { ProviderButton } from './ProviderButton.tsx';

/** Who keeps the password: Drover, or the directory. */
type Realm = 'local' | 'ldap';

export function LoginPage() {
  const { t } = useTranslation();
  const { session, ended, setupNeeded } = useSession();
  const location = useLocation();
  const nameId = useId();
  const passwordId = useId();
  const [chosen, setChosen] = useState<Realm | null>(null);
  // Where they cannot be told, the password of Drover's own remains.
  const ways = useQuery({ queryKey: ['loginWays'], queryFn: ({ signal }) => api.listLoginWays({ signal }) });
  const { directory = false, provider = null } = ways.data ?? {};
  const realm = chosen ?? (directory ? 'ldap' : 'local');
  const login = useMutation({
    mutationFn: (body: { username: string; password: string }) =>
      realm === 'ldap' ? api.loginDirectoryConsole({ body }) : api.loginConsole({ body }),
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
        {directory && (
          <ChoiceChips
            label={t('access.login.realm')}
            choices={(['ldap', 'local'] as const).map((value) => ({ value, text: t(`access.login.${value}`) }))}
            value={realm}
            onChange={(value) => setChosen(value)}
          />
        )}
        <div className="space-y-1.5">
          <label htmlFor={nameId} className="font-medium">
            {t('session.username')}
          </label>
          <input
            id={nameId}
            name="username"
            required
            maxLength={realm === 'ldap' ? 256 : 64}
            autoComplete="username"
            className={fieldClass}
          />
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
        {provider !== null && <ProviderButton name={provider} destination={whereFrom(location.state)} />}
      </form>
    </EntranceFrame>
  );
}

/** The address that the login was asked for. */
function whereFrom(state: unknown): string {
  return ownAddress(typeof state === 'object' && state !== null && 'from' in state ? state.from : null);
}
