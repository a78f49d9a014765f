import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkPlan } from '../../../contract/bulkPlan.ts';
import { api } from '../../api/api.ts';
import { planKeys, presetList } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ConflictNotice } from '../../edit/ConflictNotice.tsx';
import { useVersionedEdit, type Version } from '../../edit/useVersionedEdit.ts';
import { PlanFields } from '../plans/PlanFields.tsx';
import { changeOf, draftOf, type PlanDraft, wrongFields } from '../plans/planDraft.ts';

interface EditPlanProps {
  plan: BulkPlan;
  onSaved(): void;
  onClose(): void;
}

export function EditPlan({ plan, onSaved, onClose }: EditPlanProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const presets = useQuery(presetList(null));
  const [tried, setTried] = useState(false);
  const params = { id: plan.id };
  const edit = useVersionedEdit({
    start: versionOf(plan),
    save: (draft, revision) => api.updatePlan({ params, body: changeOf(draft), ifMatch: revision }),
    read: async () => versionOf(await api.getPlan({ params })),
    onSaved: (saved) => {
      client.setQueryData(planKeys.one(plan.id), saved);
      void client.invalidateQueries({ queryKey: planKeys.lists });
      onSaved();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrongFields(edit.fields).length === 0 && edit.conflict === null) edit.save();
  };
  const nameOf = (path: string[]) => {
    const [field = '', ...inner] = path;
    return field === 'settings' ? inner.join('.') : t(`plans.field.${field as Exclude<keyof PlanDraft, 'settings'>}`);
  };
  const wordsOf = ([field]: string[], value: unknown) => {
    if (field === 'strategy') return t(value === 'cold' ? 'create.cold' : 'create.warm');
    return field === 'presetId' ? presets.data?.find(({ id }) => id === value)?.name : undefined;
  };
  return (
    <Modal title={t('plans.editTitle', { name: plan.name })} text={t('plans.editText')} onClose={onClose}>
      <form onSubmit={submit} noValidate className="space-y-4">
        {edit.conflict && <ConflictNotice conflict={edit.conflict} nameOf={nameOf} wordsOf={wordsOf} />}
        {presets.isError && <ErrorNotice error={presets.error} onRetry={() => void presets.refetch()} />}
        <PlanFields
          draft={edit.fields}
          onChange={edit.change}
          sourceId={plan.sourceConnectionId}
          presets={presets.data ?? []}
          tried={tried}
        />
        {edit.error && <ErrorNotice error={edit.error} />}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={edit.isSaving || edit.conflict !== null}>
            {t('plans.save')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function versionOf(plan: BulkPlan): Version<PlanDraft> {
  return { revision: plan.revision, by: plan.updatedBy, fields: draftOf(plan) };
}
