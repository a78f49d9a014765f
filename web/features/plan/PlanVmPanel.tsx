import { useQuery } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PlanVmState } from '../../../contract/bulkPlan.ts';
import { planForecast } from '../../api/forecastQueries.ts';
import { paths } from '../../api/paths.ts';
import { Button } from '../../components/Button.tsx';
import { Facts } from '../../components/Facts.tsx';
import { FindingList } from '../../components/FindingList.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Modal } from '../../components/Modal.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { VmForecastFacts } from '../../components/VmForecastFacts.tsx';
import { CheckBadge } from './CheckBadge.tsx';
import { overrideRows } from './overrideRows.ts';
import type { CheckedVm } from './usePlanCheck.ts';

interface PlanVmPanelProps {
  planId: string;
  vm: PlanVmState;
  checked: CheckedVm | undefined;
  /** Absent: the reader may not. */
  onEdit: (() => void) | undefined;
  onClose(): void;
}

/** One VM of a plan: what hinders it, what it has differently, and its migration. */
export function PlanVmPanel({ planId, vm, checked, onEdit, onClose }: PlanVmPanelProps) {
  const { t } = useTranslation();
  const different = overrideRows(vm.overrides);
  const { data: forecasts } = useQuery(planForecast(planId));
  const expected = forecasts?.items.find(({ ref }) => ref === vm.ref);
  return (
    <Modal shape="side" title={vm.name ?? vm.ref} text={vm.ref} onClose={onClose}>
      <section className="space-y-3">
        <div className="flex flex-wrap items-center gap-2">
          <CheckBadge checked={checked} />
          {checked && <span className="text-xs text-muted">{t(`plans.basis.${checked.basis}`)}</span>}
        </div>
        {checked && checked.findings.length > 0 && <FindingList findings={checked.findings} />}
        {checked?.findings.length === 0 && <p className="text-good">{t('inventory.nothingKnown')}</p>}
      </section>
      {forecasts && expected && (
        <section className="space-y-3 border-t border-line pt-4">
          <h3 className="font-semibold">{t('forecasts.title')}</h3>
          <VmForecastFacts forecast={expected} basedOn={forecasts.basedOn} />
        </section>
      )}
      <section className="space-y-3 border-t border-line pt-4">
        <div className="flex items-center justify-between gap-3">
          <h3 className="font-semibold">{t('plans.column.overrides')}</h3>
          {onEdit && (
            <Button small onClick={onEdit}>
              <Pencil aria-hidden className="size-3.5" />
              {t('plans.changeVms', { count: 1 })}
            </Button>
          )}
        </div>
        {different.length === 0 ? <p className="text-muted">{t('plans.asThePlan')}</p> : <Facts facts={different} />}
      </section>
      {vm.migration && (
        <section className="flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
          <span className="flex items-center gap-2">
            <StatusBadge status={vm.migration.status} /> {t(`stage.${vm.migration.stage}`)}
          </span>
          <LinkButton small to={paths.migration(vm.migration.id)}>
            {t('connections.toMigration')}
          </LinkButton>
        </section>
      )}
    </Modal>
  );
}
