import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accessKeys } from '../../api/accessQueries.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { TextField } from '../../components/TextField.tsx';

export function PasswordCard() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () => api.changePassword({ body: { current, password: next } }),
    onSuccess: () => {
      setCurrent('');
      setNext('');
      return client.invalidateQueries({ queryKey: accessKeys.sessions });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Card title={t('access.password.title')}>
      <form onSubmit={submit} className="space-y-4">
        {change.isError && <ErrorNotice error={change.error} />}
        {change.isSuccess && (
          <p role="status" className="text-good">
            {t('access.password.done')}
          </p>
        )}
        <TextField
          label={t('access.password.current')}
          type="password"
          value={current}
          onChange={setCurrent}
          required
          autoComplete="current-password"
        />
        <TextField
          label={t('access.password.next')}
          hint={t('access.passwordHint')}
          type="password"
          value={next}
          onChange={setNext}
          required
          autoComplete="new-password"
        />
        <Button type="submit" disabled={change.isPending}>
          {t('access.password.change')}
        </Button>
      </form>
    </Card>
  );
}
