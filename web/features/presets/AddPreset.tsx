import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preset } from '../../../contract/preset.ts';
import { api } from '../../api/api.ts';
import { planKeys } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { PresetForm } from './PresetForm.tsx';
import { emptyPreset, inputOf, type PresetDraft } from './presetDraft.ts';
import { useFieldErrors } from './useFieldErrors.ts';

interface AddPresetProps {
  /** Absent: to be chosen. */
  sourceId?: string;
  onMade?(preset: Preset): void;
  onClose(): void;
}

export function AddPreset({ sourceId, onMade, onClose }: AddPresetProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => emptyPreset(sourceId));
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api.createPreset({ body: inputOf(draft) }),
    onSuccess: async (preset) => {
      await client.invalidateQueries({ queryKey: planKeys.presets });
      onMade?.(preset);
      onClose();
    },
  });
  const { fits, errorOf } = useFieldErrors(draft, tried, create.error);
  const change = (part: Partial<PresetDraft>) => setDraft((known) => ({ ...known, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fits) create.mutate();
  };
  return (
    <Modal title={t('presets.add')} text={t('presets.addText')} onClose={onClose}>
      <form onSubmit={submit} noValidate className="space-y-4">
        <PresetForm draft={draft} onChange={change} errorOf={errorOf} pairFixed={false} sourceFixed={!!sourceId}>
          {create.isError && <ErrorNotice error={create.error} />}
          <div className="flex justify-end">
            <Button type="submit" variant="primary" disabled={create.isPending}>
              {t(create.isPending ? 'presets.checking' : 'presets.save')}
            </Button>
          </div>
        </PresetForm>
      </form>
    </Modal>
  );
}
