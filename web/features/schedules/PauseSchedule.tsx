import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../contract/schedule.ts';
import { api } from '../../api/api.ts';
import { scheduleKeys } from '../../api/scheduleQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { TextField } from '../../components/TextField.tsx';

/** Pauses or resumes, with a word why. */
export function PauseSchedule({ schedule, onClose }: { schedule: Schedule; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const { id, name, paused } = schedule;
  const send = useMutation({
    mutationFn: () => {
      const input = { params: { id }, body: { note } };
      return paused ? api.resumeSchedule(input) : api.pauseSchedule(input);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: scheduleKeys.lists });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <Modal
      title={t(paused ? 'schedules.resumeTitle' : 'schedules.pauseTitle', { name })}
      text={t(paused ? 'schedules.resumeText' : 'schedules.pauseText')}
      onClose={onClose}
    >
      <form onSubmit={submit} className="space-y-4">
        <TextField label={t('schedules.note')} value={note} maxLength={500} onChange={setNote} />
        {send.isError && <ErrorNotice error={send.error} />}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" disabled={send.isPending}>
            {t(paused ? 'schedules.resume' : 'schedules.pause')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
