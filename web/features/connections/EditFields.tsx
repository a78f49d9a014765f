import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../contract/connection.ts';
import { TextField } from '../../components/TextField.tsx';
import { type ConnectionEdit, type WrongField, wrongFields } from './connectionEdit.ts';
import { ProjectField } from './ProjectField.tsx';

interface EditFieldsProps {
  connection: Connection;
  edit: ConnectionEdit;
  onChange(part: Partial<ConnectionEdit>): void;
  /** Somebody has tried to go on: what is wrong is told. */
  tried: boolean;
  /** What the API refused, by field. */
  refused: ReadonlyMap<string, string>;
}

export function EditFields({ connection, edit, onChange, tried, refused }: EditFieldsProps) {
  const { t } = useTranslation();
  const wrong = wrongFields(edit, connection);
  const errorOf = (field: WrongField) =>
    tried && wrong.includes(field) ? t(`connections.wrong.${field}`) : (refused.get(field) ?? null);
  const vsphere = connection.kind === 'vsphere';
  return (
    <>
      <ProjectField
        value={edit.projectId}
        error={refused.get('projectId') ?? null}
        onChange={(projectId) => onChange({ projectId })}
      />
      <TextField
        label={t('connections.name')}
        error={errorOf('name')}
        value={edit.name}
        maxLength={80}
        autoComplete="off"
        onChange={(name) => onChange({ name })}
      />
      <TextField
        label={t('connections.url')}
        error={errorOf('url')}
        value={edit.url}
        inputMode="url"
        spellCheck={false}
        onChange={(url) => onChange({ url: url.trim() })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={t('connections.username')}
          error={errorOf('username')}
          value={edit.username}
          autoComplete="off"
          spellCheck={false}
          onChange={(username) => onChange({ username })}
        />
        <TextField
          label={t(vsphere ? 'connections.newPassword' : 'connections.newSecret')}
          hint={t('connections.keepsPassword')}
          error={errorOf('passwordForUrl')}
          type="password"
          value={edit.password}
          autoComplete="new-password"
          onChange={(password) => onChange({ password })}
        />
      </div>
      <TextField
        label={t('connections.fingerprint')}
        hint={t('connections.fingerprintHint')}
        error={errorOf('fingerprint256')}
        value={edit.fingerprint256}
        spellCheck={false}
        autoComplete="off"
        onChange={(fingerprint256) => onChange({ fingerprint256 })}
      />
    </>
  );
}
