import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { targetFacts, vmByRef } from '../../api/inventoryQueries.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { HardwareFields } from '../presets/HardwareFields.tsx';
import { NetworkRows } from '../presets/NetworkRows.tsx';
import { DiskRows } from './DiskRows.tsx';
import { type Draft, offersOf, planOf } from './draft.ts';
import { PreflightStep } from './PreflightStep.tsx';
import { TargetFields } from './TargetFields.tsx';
import { WhenFields } from './WhenFields.tsx';
import { type Wrong, wrongFields } from './wrongFields.ts';

interface PlanStepsProps {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}

/** What is known only once both sides were asked: whereto, what becomes of networks, disks and hardware, and whether it would work. */
export function PlanSteps({ draft, onChange }: PlanStepsProps) {
  const { t } = useTranslation();
  const vm = useQuery(vmByRef(draft.sourceId, draft.vmRef));
  const facts = useQuery(targetFacts(draft.targetId));
  const told: Record<Wrong, string> = {
    ...{ targetName: t('create.wrong.targetName'), until: t('plans.wrong.until') },
    ...{ vlan: t('presets.wrong.vlan'), cpuType: t('presets.wrong.cpuType') },
    ...{ vmid: t('plans.wrong.vmid'), cutoverAt: t('plans.wrong.cutoverAt'), budget: t('plans.wrong.budget') },
  };
  for (const asked of [vm, facts]) {
    if (asked.isError) return <ErrorNotice error={asked.error} onRetry={() => void asked.refetch()} />;
  }
  if (!vm.data || !facts.data) {
    return (
      <Card title={t('create.placement')}>
        <p className="mb-3 text-muted">{t('create.asking')}</p>
        <Skeleton className="h-24" />
      </Card>
    );
  }
  const offers = offersOf(draft, vm.data, facts.data);
  const wrong = wrongFields(draft);
  const errorOf = (field: string) => {
    const why = wrong.get(field);
    return why === undefined ? null : told[why];
  };
  const part = { draft, offers, onChange, errorOf };
  const plan = wrong.size === 0 ? planOf(draft, offers) : null;
  const diskName = (id: string) => offers.disks.find((disk) => disk.id === id)?.label ?? id;
  return (
    <>
      <Card title={`${t('create.placement')} · ${vm.data.name}`}>
        <TargetFields {...part} />
      </Card>
      <Card title={t('create.mapping')}>
        <div className="space-y-4">
          {Object.keys(offers.networks).length > 0 && (
            <NetworkRows
              draft={{ networks: offers.networks }}
              onChange={onChange}
              errorOf={errorOf}
              bridges={offers.bridges}
              known={[]}
              seen
            />
          )}
          <DiskRows {...part} />
          <HardwareFields draft={draft} onChange={onChange} errorOf={errorOf} />
        </div>
      </Card>
      <Card title={t('create.when')}>
        <WhenFields {...part} />
      </Card>
      {wrong.size > 0 && <p className="text-bad">{t('create.correct')}</p>}
      {plan && <PreflightStep key={JSON.stringify(plan)} plan={plan} diskName={diskName} />}
    </>
  );
}
