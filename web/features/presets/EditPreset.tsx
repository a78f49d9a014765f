import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preset } from '../../../contract/preset.ts';
import { api } from '../../api/api.ts';
import { planKeys } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ConflictNotice } from '../../edit/ConflictNotice.tsx';
import { useVersionedEdit, type Version } from '../../edit/useVersionedEdit.ts';
import { PresetForm } from './PresetForm.tsx';
import { changeOf, draftOf, type PresetDraft } from './presetDraft.ts';
import { useFieldErrors } from './useFieldErrors.ts';

export function EditPreset({ preset, onClose }: { preset: Preset; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [tried, setTried] = useState(false);
  const params = { id: preset.id };
  const edit = useVersionedEdit({
    start: versionOf(preset),
    save: (draft, revision) => api.updatePreset({ params, body: changeOf(draft), ifMatch: revision }),
    read: async () => versionOf(await api.getPreset({ params })),
    onSaved: async () => {
      await client.invalidateQueries({ queryKey: planKeys.presets });
      onClose();
    },
  });
  const { fits, errorOf } = useFieldErrors(edit.fields, tried, edit.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fits && edit.conflict === null) edit.save();
  };
  const nameOf = ([field = '', row]: string[]) => {
    if (field === 'networks') return t('create.bridgeFor', { network: row });
    if (field === 'datastores') return t('presets.storageFor', { datastore: row });
    return t(`presets.field.${(row ?? field) as keyof PresetDraft & 'name'}`);
  };
  return (
    <Modal title={t('presets.editTitle', { name: preset.name })} text={t('presets.editText')} onClose={onClose}>
      <form onSubmit={submit} noValidate className="space-y-4">
        {edit.conflict && <ConflictNotice conflict={edit.conflict} nameOf={nameOf} />}
        <PresetForm draft={edit.fields} onChange={edit.change} errorOf={errorOf} pairFixed>
          {edit.error && <ErrorNotice error={edit.error} />}
          <div className="flex justify-end">
            <Button type="submit" variant="primary" disabled={edit.isSaving || edit.conflict !== null}>
              {t(edit.isSaving ? 'presets.checking' : 'presets.save')}
            </Button>
          </div>
        </PresetForm>
      </form>
    </Modal>
  );
}

function versionOf(preset: Preset): Version<PresetDraft> {
  return { revision: preset.revision, by: preset.updatedBy, fields: draftOf(preset) };
}
