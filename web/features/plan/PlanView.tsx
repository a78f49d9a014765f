import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkPlan, PlanVmState } from '../../../contract/bulkPlan.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FindingList } from '../../components/FindingList.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { useMayAt } from '../../project/useMayAt.ts';
import { DeletePlan } from './DeletePlan.tsx';
import { EditPlan } from './EditPlan.tsx';
import { EditVms } from './EditVms.tsx';
import { PlanActions, type PlanDialog } from './PlanActions.tsx';
import { PlanFacts } from './PlanFacts.tsx';
import { PlanVmPanel } from './PlanVmPanel.tsx';
import { PlanVmTable } from './PlanVmTable.tsx';
import { StartPlan } from './StartPlan.tsx';
import { usePlanCheck } from './usePlanCheck.ts';

export function PlanView({ plan, vms }: { plan: BulkPlan; vms: PlanVmState[] }) {
  const { t } = useTranslation();
  const mayWrite = useMayAt('migrations:create', plan.sourceConnectionId);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<PlanDialog | null>(null);
  const [shownRef, setShownRef] = useState<string | null>(null);
  const { check, checked, forget } = usePlanCheck(plan.id);
  // Somebody may have taken a VM out of the plan meanwhile.
  const some = vms.filter(({ ref }) => chosen.has(ref));
  const wanted = some.length > 0 ? some : vms;
  const blocked = new Set([...checked.values()].filter(({ ready }) => !ready).map(({ ref }) => ref));
  const shown = vms.find(({ ref }) => ref === shownRef);
  const whole = check.data ? [...check.data.mapping, ...check.data.findings] : [];
  const close = () => setDialog(null);
  return (
    <div className="space-y-4">
      <PageHead title={plan.name} count={t('plans.vms', { count: vms.length })}>
        {mayWrite && (
          <PlanActions
            total={vms.length}
            chosen={some.length}
            checking={check.isPending ? (check.variables.preflight ? 'preflight' : 'check') : null}
            onCheck={(preflight) =>
              check.mutate({ refs: some.length > 0 ? some.map(({ ref }) => ref) : undefined, preflight })
            }
            onOpen={setDialog}
          />
        )}
      </PageHead>
      <PlanFacts plan={plan} vms={vms} />
      {check.isError && <ErrorNotice error={check.error} />}
      {check.data && (
        <p role="status" data-ready={check.data.ready} className="text-sm font-medium">
          {t('plans.checked', { ready: check.data.ready, all: check.data.vms.length })}
        </p>
      )}
      {whole.length > 0 && (
        <Card title={t('plans.wholePlan')}>
          <FindingList findings={whole} />
        </Card>
      )}
      <PlanVmTable vms={vms} checked={checked} chosen={chosen} onChoose={setChosen} onShow={setShownRef} />
      {shown && (
        <PlanVmPanel
          planId={plan.id}
          vm={shown}
          checked={checked.get(shown.ref)}
          onEdit={
            mayWrite
              ? () => {
                  setChosen(new Set([shown.ref]));
                  setShownRef(null);
                  setDialog('vms');
                }
              : undefined
          }
          onClose={() => setShownRef(null)}
        />
      )}
      {dialog === 'start' && <StartPlan plan={plan} vms={wanted} blocked={blocked} onClose={close} />}
      {dialog === 'edit' && <EditPlan plan={plan} onSaved={forget} onClose={close} />}
      {dialog === 'delete' && <DeletePlan plan={plan} onClose={close} />}
      {dialog === 'vms' && some.length > 0 && <EditVms plan={plan} vms={some} onSaved={forget} onClose={close} />}
    </div>
  );
}
