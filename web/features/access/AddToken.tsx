import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../../contract/permission.ts';
import { accessKeys } from '../../api/accessQueries.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { TextField } from '../../components/TextField.tsx';
import { serverNow } from '../../format/serverClock.ts';

const dayMs = 86_400_000;

interface AddTokenProps {
  of: string | null;
  permissions: Permission[];
  onClose(): void;
}

/** Asks for name, end and scopes, then shows the token this once. */
export function AddToken({ of, permissions, onClose }: AddTokenProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offered = permissions.filter((scope) => scope !== 'self');
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [scopes, setScopes] = useState<Permission[]>(offered.filter((scope) => scope.endsWith(':read')));
  const add = useMutation({
    mutationFn: () => {
      const body = { name, scopes, expiresAt: new Date(serverNow() + Number(days) * dayMs).toISOString() };
      return of === null ? api.createToken({ body }) : api.createServiceToken({ params: { id: of }, body });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: accessKeys.tokens }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  const choose = (scope: Permission, chosen: boolean) =>
    setScopes(offered.filter((one) => (one === scope ? chosen : scopes.includes(one))));
  if (add.data) {
    return (
      <Modal title={add.data.name} text={t('access.tokens.once')} onClose={onClose}>
        <p className="flex items-center gap-2 rounded-md bg-sunken p-3">
          <code data-new-token className="min-w-0 flex-1 break-all">
            {add.data.token}
          </code>
          <CopyButton text={add.data.token} />
        </p>
        <div className="flex justify-end">
          <Button onClick={onClose}>{t('action.close')}</Button>
        </div>
      </Modal>
    );
  }
  return (
    <Modal title={t('access.tokens.add')} text={t('access.tokens.text')} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        {add.isError && <ErrorNotice error={add.error} />}
        <TextField label={t('access.tokens.name')} value={name} onChange={setName} required maxLength={80} />
        <TextField
          label={t('access.tokens.days')}
          value={days}
          onChange={setDays}
          type="number"
          min={1}
          max={3650}
          required
        />
        <fieldset className="space-y-1.5">
          <legend className="font-medium">{t('access.tokens.scopes')}</legend>
          <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
            {offered.map((scope) => (
              <label key={scope} className="flex items-center gap-2 font-mono text-xs">
                <input
                  type="checkbox"
                  checked={scopes.includes(scope)}
                  onChange={({ target }) => choose(scope, target.checked)}
                />
                {scope}
              </label>
            ))}
          </div>
        </fieldset>
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={add.isPending || scopes.length === 0}>
            {t('access.tokens.make')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
