import { ArrowRight, ClipboardList } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { maximumPlanVms } from '../../../contract/bulkPlan.ts';
import type { VmChoice } from '../../../contract/readiness.ts';
import { newMigrationOf, paths } from '../../api/paths.ts';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useMayAt } from '../../project/useMayAt.ts';
import { AddToPlan } from '../newPlan/AddToPlan.tsx';
import type { Carried } from '../newPlan/plannedVm.ts';

interface SelectionBarProps {
  connectionId: string;
  /** By reference. */
  chosen: ReadonlyMap<string, VmChoice>;
  onClear(): void;
}

/** How much is chosen, and what can be done with it. */
export function SelectionBar({ connectionId, chosen, onClear }: SelectionBarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayCreate = useMayAt('migrations:create', connectionId);
  const [adding, setAdding] = useState(false);
  const [ref] = chosen.keys();
  if (ref === undefined) return null;
  const bytes = [...chosen.values()].reduce((sum, { capacityBytes }) => sum + capacityBytes, 0);
  const tooMany = chosen.size > maximumPlanVms;
  const carried: Carried = {
    sourceId: connectionId,
    vms: [...chosen.values()],
  };
  return (
    <div
      role="status"
      className="sticky bottom-3 z-20 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-accent/50 bg-surface px-4 py-2.5 shadow-lg shadow-shade/15"
    >
      <span className="font-medium">
        {t('inventory.chosen', { count: chosen.size, formatted: format.count(chosen.size) })}
      </span>
      <span className="text-muted">{format.bytes(bytes)}</span>
      <Button small variant="ghost" onClick={onClear}>
        {t('inventory.clearChosen')}
      </Button>
      <span className="flex-1" />
      {tooMany && <span className="text-warn">{t('plans.tooMany', { formatted: format.count(maximumPlanVms) })}</span>}
      {mayCreate && !tooMany && (
        <>
          {chosen.size === 1 && (
            <LinkButton small to={newMigrationOf(connectionId, ref)}>
              {t('inventory.migrate')}
              <ArrowRight aria-hidden className="size-3.5" />
            </LinkButton>
          )}
          <Button small onClick={() => setAdding(true)}>
            {t('inventory.addToPlan')}
          </Button>
          <LinkButton primary small to={paths.newPlan} state={carried}>
            <ClipboardList aria-hidden className="size-3.5" />
            {t('plans.new')}
          </LinkButton>
        </>
      )}
      {adding && <AddToPlan sourceId={connectionId} refs={[...chosen.keys()]} onClose={() => setAdding(false)} />}
    </div>
  );
}
