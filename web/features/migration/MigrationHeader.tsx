import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Badge } from '../../components/Badge.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Time } from '../../components/Time.tsx';
import { ProjectBadge } from '../../project/ProjectBadge.tsx';
import { AuditLink } from '../audit/AuditLink.tsx';
import { CommandBar } from './CommandBar.tsx';
import { TemporalLink } from './TemporalLink.tsx';

export function MigrationHeader({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const { parked, vm, targetVm, status, stage, strategy, route, transport, createdAt, requestedBy, endedAt } =
    migration;
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 space-y-1.5">
        <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xl font-semibold tracking-tight">
          <span className="min-w-0 break-all">{vm.name}</span>
          <StatusBadge status={status} />
          {endedAt === null && <span className="text-sm font-normal text-muted">{t(`stage.${stage}`)}</span>}
        </h1>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted">
          <span className="inline-flex items-center gap-1.5">
            {vm.ref}
            <ArrowRight aria-hidden className="size-3.5" />
            {targetVm ? `${targetVm.node}/${targetVm.vmid}` : t('migration.notYetPlaced')}
          </span>
          <ProjectBadge id={migration.projectId} />
          {strategy && <Badge>{t(`strategy.${strategy}`)}</Badge>}
          {route && <Badge>{t(`route.${route}`)}</Badge>}
          {transport && <Badge>{transport}</Badge>}
          <span>
            {t('migration.requested', { who: requestedBy })} · <Time iso={createdAt} />
          </span>
          <TemporalLink workflowId={migration.workflowId} />
          <AuditLink subject={`migration/${migration.id}`} />
        </p>
      </div>
      {/* A parked migration offers its commands where it says why. */}
      {parked === null && <CommandBar migration={migration} />}
    </div>
  );
}
