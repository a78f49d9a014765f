import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection, ConnectionInput } from '../../../contract/connection.ts';
import { connectionInputSchema } from '../../../contract/connection.ts';
import { api } from '../../api/api.ts';
import { connectionList } from '../../api/inventoryQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { refusedFields } from '../../edit/refusedFields.ts';
import { useChosenProject } from '../../project/projectChoice.ts';
import { homeOf } from './homeOf.ts';
import { ProjectField } from './ProjectField.tsx';
import { useWritableProjects } from './useWritableProjects.ts';

const empty: ConnectionInput = {
  projectId: '',
  kind: 'vsphere',
  name: '',
  url: 'https://',
  username: '',
  password: '',
};

/** Says what is wrong with a field before anything is sent. */
export function ConnectionForm({ onMade }: { onMade(connection: Connection): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [given, setGiven] = useState(empty);
  const home = homeOf(useWritableProjects(), useChosenProject());
  const input = { ...given, projectId: given.projectId || home };
  const [sent, setSent] = useState(false);
  const create = useMutation({
    mutationFn: () => api.createConnection({ body: input }),
    onSuccess: async (connection) => {
      await client.invalidateQueries({ queryKey: connectionList.queryKey });
      onMade(connection);
    },
  });
  const change = (part: Partial<ConnectionInput>) => setGiven((known) => ({ ...known, ...part }));
  const checked = connectionInputSchema.safeParse(input);
  const wrong = new Set(checked.error?.issues.map(({ path }) => path[0]));
  const refused = refusedFields(create.error);
  const errorOf = (field: 'name' | 'url' | 'username' | 'password') =>
    sent && wrong.has(field) ? t(`connections.wrong.${field}`) : (refused.get(field) ?? null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    if (checked.success) create.mutate();
  };
  const vsphere = input.kind === 'vsphere';
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <SelectField
        label={t('connections.kind')}
        value={input.kind}
        options={[
          { value: 'vsphere', label: t('connections.kindOf.vsphere') },
          { value: 'proxmox', label: t('connections.kindOf.proxmox') },
        ]}
        onChange={(kind) => change({ kind: kind === 'proxmox' ? 'proxmox' : 'vsphere' })}
      />
      <ProjectField
        value={input.projectId}
        error={refused.get('projectId') ?? null}
        onChange={(projectId) => change({ projectId })}
      />
      <TextField
        label={t('connections.name')}
        hint={t('connections.nameHint')}
        error={errorOf('name')}
        value={input.name}
        maxLength={80}
        autoComplete="off"
        onChange={(name) => change({ name })}
      />
      <TextField
        label={t('connections.url')}
        hint={vsphere ? 'https://vcenter.example.org' : 'https://pve1.example.org:8006'}
        error={errorOf('url')}
        value={input.url}
        inputMode="url"
        spellCheck={false}
        onChange={(url) => change({ url: url.trim() })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('connections.username')}
          hint={vsphere ? 'drover@vsphere.local' : 'drover@pve!token'}
          error={errorOf('username')}
          value={input.username}
          autoComplete="off"
          spellCheck={false}
          onChange={(username) => change({ username })}
        />
        <TextField
          label={t(vsphere ? 'connections.password' : 'connections.secret')}
          hint={t('connections.passwordHint')}
          error={errorOf('password')}
          type="password"
          value={input.password}
          autoComplete="new-password"
          onChange={(password) => change({ password })}
        />
      </div>
      {create.isError && <ErrorNotice error={create.error} />}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" disabled={create.isPending}>
          {t(create.isPending ? 'connections.saving' : 'connections.save')}
        </Button>
      </div>
    </form>
  );
}
