import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../contract/schedule.ts';
import { api } from '../../api/api.ts';
import { scheduleKeys } from '../../api/scheduleQueries.ts';
import { ConfirmDelete } from '../../components/ConfirmDelete.tsx';

/** Only the version that is shown is deleted. */
export function DeleteSchedule({ schedule: { id, name, revision }, onClose }: { schedule: Schedule; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: scheduleKeys.lists });
  const remove = useMutation({
    mutationFn: () => api.deleteSchedule({ params: { id }, ifMatch: revision }),
    onSuccess: async () => {
      await refresh();
      onClose();
    },
    // What is deleted next is what is then shown.
    onError: refresh,
  });
  return (
    <ConfirmDelete
      title={t('schedules.deleteTitle', { name })}
      text={t('schedules.deleteText')}
      action={t('schedules.delete')}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
