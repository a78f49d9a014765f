import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';
import { startSession, useSession } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { TextField } from '../../components/TextField.tsx';
import { EntranceFrame } from './EntranceFrame.tsx';

/** The first administrator, by the token that the first start printed. */
export function SetupPage() {
  const { t } = useTranslation();
  const { session, setupNeeded } = useSession();
  const [token, setToken] = useState('');
  const [username, setUsername] = useState('admin');
  const [password, setPassword] = useState('');
  const setUp = useMutation({
    mutationFn: async () => {
      await api.setUp({ body: { token: token.trim(), username, password } });
      return api.loginConsole({ body: { username, password } });
    },
    onSuccess: startSession,
  });
  if (session !== null) return <Navigate to={paths.overview} replace />;
  if (!setupNeeded) return <Navigate to={paths.login} replace />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setUp.mutate();
  };
  return (
    <EntranceFrame>
      <form onSubmit={submit} className="space-y-4 rounded-xl border border-line bg-surface p-5 shadow-sm">
        <div className="space-y-1">
          <h1 className="text-base font-semibold">{t('access.setup.title')}</h1>
          <p className="text-muted">{t('access.setup.text')}</p>
        </div>
        {setUp.isError && <ErrorNotice error={setUp.error} />}
        <TextField
          label={t('access.setup.token')}
          value={token}
          onChange={setToken}
          required
          autoComplete="off"
          spellCheck={false}
        />
        <TextField
          label={t('session.username')}
          value={username}
          onChange={setUsername}
          required
          maxLength={64}
          autoComplete="username"
        />
        <TextField
          label={t('session.password')}
          hint={t('access.passwordHint')}
          type="password"
          value={password}
          onChange={setPassword}
          required
          autoComplete="new-password"
        />
        <Button type="submit" variant="primary" disabled={setUp.isPending} className="w-full">
          {t('access.setup.submit')}
        </Button>
      </form>
    </EntranceFrame>
  );
}
