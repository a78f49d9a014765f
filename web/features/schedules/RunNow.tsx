import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../contract/schedule.ts';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { useCalendarWords } from './useCalendarWords.ts';

/** Says what is begun before it is. */
export function RunNow({ schedule, onBegun, onClose }: { schedule: Schedule; onBegun(): void; onClose(): void }) {
  const { t } = useTranslation();
  const words = useCalendarWords();
  const { id, name, planName, vms } = schedule;
  const run = useMutation({ mutationFn: () => api.runSchedule({ params: { id } }), onSuccess: onBegun });
  return (
    <Modal title={t('schedules.runTitle', { name })} onClose={onClose}>
      <p>
        {vms === null
          ? t('schedules.runAll', { plan: planName })
          : t('schedules.runWave', { plan: planName, count: vms.length })}
      </p>
      <p className="text-muted">
        {t('migration.cutover')}: {words.cutover(schedule)}
      </p>
      {run.isError && <ErrorNotice error={run.error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{t('command.keepAsIs')}</Button>
        <Button variant="primary" data-confirm="run" disabled={run.isPending} onClick={() => run.mutate()}>
          {t('schedules.runNow')}
        </Button>
      </div>
    </Modal>
  );
}
