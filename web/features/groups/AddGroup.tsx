import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Realm, realmSchema } from '../../../contract/identity.ts';
import { type Role, roleSchema } from '../../../contract/permission.ts';
import { accessKeys } from '../../api/accessQueries.ts';
import { api } from '../../api/api.ts';
import { projectList } from '../../api/projectQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';

/** Stands for the instance: ids of projects are never empty. */
const everywhere = '';

/** Gives a group a role where it has none yet. */
export function AddGroup() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [realm, setRealm] = useState<Realm>('ldap');
  const [group, setGroup] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [place, setPlace] = useState(everywhere);
  const projects = useQuery(projectList);
  const projectId = place === everywhere ? null : place;
  const add = useMutation({
    mutationFn: () => api.createGroupRole({ body: { realm, group, role, projectId } }),
    onSuccess: async () => {
      setGroup('');
      await client.invalidateQueries({ queryKey: accessKeys.groups });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit} className="mt-3 space-y-3 border-t border-line pt-3">
      {add.isError && <ErrorNotice error={add.error} />}
      {projects.isError && <ErrorNotice error={projects.error} onRetry={() => void projects.refetch()} />}
      <div className="flex flex-wrap items-start gap-3">
        <SelectField
          label={t('groups.realmLabel')}
          value={realm}
          options={realmSchema.options.map((value) => ({ value, label: t(`groups.realm.${value}`) }))}
          onChange={(value) => setRealm(realmSchema.parse(value))}
        />
        <TextField
          className="min-w-60 flex-1"
          label={t('groups.group')}
          hint={t(`groups.hint.${realm}`)}
          value={group}
          onChange={setGroup}
          required
          maxLength={800}
          autoComplete="off"
          spellCheck={false}
        />
        <SelectField
          label={t('access.role')}
          value={role}
          options={roleSchema.options.map((value) => ({ value, label: t(`session.role.${value}`) }))}
          onChange={(value) => setRole(roleSchema.parse(value))}
        />
        <SelectField
          label={t('groups.in')}
          value={place}
          options={[
            { value: everywhere, label: t('groups.everywhere') },
            ...(projects.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={setPlace}
        />
        <Button type="submit" className="mt-6.5" disabled={add.isPending}>
          {t('groups.give')}
        </Button>
      </div>
    </form>
  );
}
