import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account, AccountChange } from '../../../contract/account.ts';
import { permissionsOf } from '../../../contract/can.ts';
import { accessKeys } from '../../api/accessQueries.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { Time } from '../../components/Time.tsx';
import { choiceOf, roleChoices, roleOf } from './roleChoice.ts';
import { SessionList } from './SessionList.tsx';
import { TokenList } from './TokenList.tsx';

interface AccountPanelProps {
  account: Account;
  mayWrite: boolean;
  onClose(): void;
}

/** One user or service account: what may be changed, where it is logged in, its tokens. */
export function AccountPanel({ account, mayWrite, onClose }: AccountPanelProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, name, kind, role, grants, disabled, lockedUntil, origin, revision } = account;
  const [password, setPassword] = useState('');
  const refresh = () => client.invalidateQueries({ queryKey: accessKeys.all });
  const change = useMutation({
    mutationFn: (body: AccountChange) => api.updateUser({ params: { id }, body, ifMatch: revision }),
    onSuccess: () => setPassword(''),
    onSettled: refresh,
  });
  const unlock = useMutation({ mutationFn: () => api.unlockUser({ params: { id } }), onSettled: refresh });
  const reset = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ password });
  };
  return (
    <Modal shape="side" title={name} text={t(`access.kind.${kind}`)} onClose={onClose}>
      {change.isError && <ErrorNotice error={change.error} />}
      {unlock.isError && <ErrorNotice error={unlock.error} />}
      {lockedUntil !== null && (
        <div className="flex items-center justify-between gap-3 rounded-md bg-warn-soft px-3 py-2 text-warn">
          <span>
            {t('access.lockedUntil')} <Time iso={lockedUntil} as="clock" />
          </span>
          {mayWrite && (
            <Button small disabled={unlock.isPending} onClick={() => unlock.mutate()}>
              {t('access.unlock')}
            </Button>
          )}
        </div>
      )}
      {mayWrite && (
        <>
          <div className="flex flex-wrap items-end justify-between gap-3">
            <SelectField
              label={t('access.role')}
              value={choiceOf(role)}
              options={roleChoices(t)}
              disabled={change.isPending}
              onChange={(value) => change.mutate({ role: roleOf(value) })}
            />
            <Button
              variant={disabled ? 'secondary' : 'danger'}
              disabled={change.isPending}
              onClick={() => change.mutate({ disabled: !disabled })}
            >
              {t(disabled ? 'access.enable' : 'access.disable')}
            </Button>
          </div>
          {kind === 'user' && origin === 'local' && (
            <form onSubmit={reset} className="flex flex-wrap items-start gap-3">
              <TextField
                className="flex-1"
                label={t('access.resetPassword')}
                hint={t('access.passwordHint')}
                type="password"
                value={password}
                onChange={setPassword}
                required
                autoComplete="new-password"
              />
              <Button type="submit" className="mt-6.5" disabled={change.isPending || password === ''}>
                {t('access.reset')}
              </Button>
            </form>
          )}
        </>
      )}
      {grants.length > 0 && (
        <p className="text-muted">
          {t('access.inProjects')}{' '}
          {grants
            .map(({ projectName, role: there, group }) => {
              const by = group === null ? '' : ` (${t('access.byGroup', { group })})`;
              return `${projectName}: ${t(`session.role.${there}`)}${by}`;
            })
            .join(', ')}
        </p>
      )}
      {kind === 'user' && <SessionList of={id} />}
      <TokenList of={id} permissions={permissionsOf(account)} mayAdd={mayWrite && kind === 'service'} />
    </Modal>
  );
}
