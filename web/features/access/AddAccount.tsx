import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../contract/permission.ts';
import { type AccountKind, accountKindSchema } from '../../../contract/session.ts';
import { accessKeys } from '../../api/accessQueries.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { ChoiceChips } from '../../components/ChoiceChips.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { choiceOf, roleChoices, roleOf } from './roleChoice.ts';

const kinds: AccountKind[] = ['user', 'service'];

export function AddAccount({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [kind, setKind] = useState<AccountKind>('user');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role | null>('viewer');
  const [password, setPassword] = useState('');
  const add = useMutation({
    mutationFn: () => api.createUser({ body: kind === 'user' ? { kind, name, role, password } : { kind, name, role } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: accessKeys.accounts });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Modal title={t('access.add')} text={t(`access.explain.${kind}`)} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        {add.isError && <ErrorNotice error={add.error} />}
        <ChoiceChips
          label={t('access.kindLabel')}
          choices={kinds.map((value) => ({ value, text: t(`access.kind.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(accountKindSchema.parse(value))}
        />
        <TextField
          label={t('access.name')}
          value={name}
          onChange={setName}
          required
          maxLength={64}
          autoComplete="off"
        />
        <SelectField
          label={t('access.role')}
          value={choiceOf(role)}
          options={roleChoices(t)}
          onChange={(value) => setRole(roleOf(value))}
        />
        {kind === 'user' && (
          <TextField
            label={t('session.password')}
            hint={t('access.passwordHint')}
            type="password"
            value={password}
            onChange={setPassword}
            required
            autoComplete="new-password"
          />
        )}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={add.isPending}>
            {t('access.make')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
