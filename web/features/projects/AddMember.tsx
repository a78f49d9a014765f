import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Role, roleSchema } from '../../../contract/permission.ts';
import { api } from '../../api/api.ts';
import { projectKeys } from '../../api/projectQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { refusedFields } from '../../edit/refusedFields.ts';

/** Gives a user a role by name: who may see all users is a matter of the instance. */
export function AddMember({ projectId }: { projectId: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [user, setUser] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const add = useMutation({
    mutationFn: () => api.setMember({ params: { id: projectId }, body: { user: user.trim(), role } }),
    onSuccess: async () => {
      setUser('');
      await client.invalidateQueries({ queryKey: projectKeys.all });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (user.trim() !== '') add.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-3 border-t border-line pt-3">
      <div className="flex flex-wrap items-start gap-3">
        <TextField
          className="min-w-40 flex-1"
          label={t('projects.members.user')}
          hint={t('projects.members.userHint')}
          error={refusedFields(add.error).get('user') ?? null}
          value={user}
          onChange={setUser}
          required
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
        />
        <SelectField
          label={t('access.role')}
          value={role}
          options={roleSchema.options.map((value) => ({ value, label: t(`session.role.${value}`) }))}
          onChange={(value) => setRole(roleSchema.parse(value))}
        />
        <Button type="submit" className="mt-6.5" disabled={add.isPending}>
          {t('projects.members.give')}
        </Button>
      </div>
      <p className="text-xs text-muted">{t(`projects.may.${role}`)}</p>
      {add.isError && <ErrorNotice error={add.error} />}
    </form>
  );
}
