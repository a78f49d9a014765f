import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api.ts';
import { scheduleKeys } from '../../api/scheduleQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ScheduleForm } from './ScheduleForm.tsx';
import { emptySchedule, inputOf, type ScheduleDraft } from './scheduleDraft.ts';
import { useFieldErrors } from './useFieldErrors.ts';

export function AddSchedule({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => emptySchedule());
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => api.createSchedule({ body: inputOf(draft) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: scheduleKeys.lists });
      onClose();
    },
  });
  const { fits, errorOf } = useFieldErrors(draft, tried, create.error);
  const change = (part: Partial<ScheduleDraft>) => {
    // A refusal is of what was sent.
    create.reset();
    setDraft((known) => ({ ...known, ...part }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fits) create.mutate();
  };
  return (
    <Modal title={t('schedules.add')} text={t('schedules.addText')} onClose={onClose}>
      <form onSubmit={submit} noValidate className="space-y-4">
        <ScheduleForm draft={draft} onChange={change} errorOf={errorOf}>
          {create.isError && <ErrorNotice error={create.error} />}
          <div className="flex justify-end">
            <Button type="submit" variant="primary" disabled={create.isPending}>
              {t('schedules.save')}
            </Button>
          </div>
        </ScheduleForm>
      </form>
    </Modal>
  );
}
