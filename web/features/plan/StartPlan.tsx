import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { startAll } from '../../../client/startAll.ts';
import type { BulkPlan, PlanVmState, VmStart } from '../../../contract/bulkPlan.ts';
import { api } from '../../api/api.ts';
import { migrationKeys } from '../../api/migrationQueries.ts';
import { planKeys } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { StartOutcomes } from './StartOutcomes.tsx';

interface StartPlanProps {
  plan: BulkPlan;
  /** What would be started. */
  vms: PlanVmState[];
  /** References of those that the last check found not ready. */
  blocked: ReadonlySet<string>;
  onClose(): void;
}

const namedVms = 12;

/** Says what is started before it is, and afterwards what became of each VM. */
export function StartPlan({ plan, vms, blocked, onClose }: StartPlanProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const [told, setTold] = useState<VmStart[]>([]);
  const start = useMutation({
    mutationFn: (refs: string[]) =>
      startAll(
        async (some) => (await api.startPlan({ params: { id: plan.id }, body: { vms: some } })).vms,
        refs,
        (some) => setTold((known) => [...known.filter(({ ref }) => !some.some((vm) => vm.ref === ref)), ...some]),
      ),
    onSettled: () => {
      for (const queryKey of [planKeys.vms, planKeys.lists, migrationKeys.lists]) {
        void client.invalidateQueries({ queryKey });
      }
    },
  });
  const dealt = told.filter(({ outcome }) => outcome !== 'pending').length;
  const pending = told.filter(({ outcome }) => outcome === 'pending').map(({ ref }) => ref);
  const bytes = vms.reduce((sum, { capacityBytes }) => sum + (capacityBytes ?? 0), 0);
  const unready = vms.filter(({ ref }) => blocked.has(ref)).length;
  const { cutover, strategy } = plan.settings;
  const asked = start.isIdle;
  return (
    <Modal
      title={asked ? t('plans.startTitle', { count: vms.length }) : t('plans.startNow', { count: vms.length })}
      onClose={onClose}
    >
      {asked && (
        <>
          <p>{t('plans.startText', { bytes: format.bytes(bytes) })}</p>
          <p className="text-muted">
            {strategy === 'cold' ? t('plans.startCold') : t(`plans.startCutover.${cutover.mode}`)}
          </p>
          <ul className="flex flex-wrap gap-1.5">
            {vms.slice(0, namedVms).map(({ ref, name }) => (
              <li key={ref} className="max-w-full truncate rounded bg-sunken px-1.5 py-0.5 text-xs">
                {name ?? ref}
              </li>
            ))}
            {vms.length > namedVms && (
              <li className="px-1 py-0.5 text-xs text-muted">{t('plans.andMore', { count: vms.length - namedVms })}</li>
            )}
          </ul>
          {unready > 0 && <p className="font-medium text-warn">{t('plans.startUnready', { count: unready })}</p>}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{t('command.keepAsIs')}</Button>
            <Button variant="primary" data-confirm="start" onClick={() => start.mutate(vms.map(({ ref }) => ref))}>
              <Play aria-hidden className="size-4" />
              {t('plans.startNow', { count: vms.length })}
            </Button>
          </div>
        </>
      )}
      {start.isPending && (
        <div role="status" className="space-y-2">
          <p>{t('plans.starting', { dealt: format.count(dealt), all: format.count(vms.length) })}</p>
          <ProgressBar label={t('plans.start')} value={vms.length === 0 ? 1 : dealt / vms.length} />
        </div>
      )}
      {start.isError && (
        <ErrorNotice error={start.error} onRetry={() => start.mutate(start.variables ?? vms.map(({ ref }) => ref))} />
      )}
      {told.length > 0 && <StartOutcomes starts={told} />}
      {!start.isPending && pending.length > 0 && (
        <Button onClick={() => start.mutate(pending)}>{t('plans.askAgain', { count: pending.length })}</Button>
      )}
      {!asked && (
        <div className="flex justify-end">
          <Button onClick={onClose}>{t('action.close')}</Button>
        </div>
      )}
    </Modal>
  );
}
