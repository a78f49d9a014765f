import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../contract/schedule.ts';
import { api } from '../../api/api.ts';
import { scheduleKeys } from '../../api/scheduleQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ConflictNotice } from '../../edit/ConflictNotice.tsx';
import { useVersionedEdit, type Version } from '../../edit/useVersionedEdit.ts';
import { ScheduleForm } from './ScheduleForm.tsx';
import { changeOf, draftOf, type ScheduleDraft } from './scheduleDraft.ts';
import { useFieldErrors } from './useFieldErrors.ts';
import { useFieldWords } from './useFieldWords.ts';

export function EditSchedule({ schedule, onClose }: { schedule: Schedule; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [tried, setTried] = useState(false);
  const params = { id: schedule.id };
  const edit = useVersionedEdit({
    start: versionOf(schedule),
    save: (draft, revision) => api.updateSchedule({ params, body: changeOf(draft), ifMatch: revision }),
    read: async () => versionOf(await api.getSchedule({ params })),
    onSaved: async () => {
      await client.invalidateQueries({ queryKey: scheduleKeys.lists });
      onClose();
    },
  });
  const words = useFieldWords();
  const { fits, errorOf } = useFieldErrors(edit.fields, tried, edit.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fits && edit.conflict === null) edit.save();
  };
  return (
    <Modal
      title={t('schedules.editTitle', { name: schedule.name })}
      text={t('schedules.editText', { plan: schedule.planName })}
      onClose={onClose}
    >
      <form onSubmit={submit} noValidate className="space-y-4">
        {edit.conflict && <ConflictNotice conflict={edit.conflict} {...words} />}
        <ScheduleForm draft={edit.fields} onChange={edit.change} errorOf={errorOf} planName={schedule.planName}>
          {edit.error && <ErrorNotice error={edit.error} />}
          <div className="flex justify-end">
            <Button type="submit" variant="primary" disabled={edit.isSaving || edit.conflict !== null}>
              {t('schedules.save')}
            </Button>
          </div>
        </ScheduleForm>
      </form>
    </Modal>
  );
}

function versionOf(schedule: Schedule): Version<ScheduleDraft> {
  return { revision: schedule.revision, by: schedule.updatedBy, fields: draftOf(schedule) };
}
