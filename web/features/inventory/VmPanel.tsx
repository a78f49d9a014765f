import { useQuery } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { InventoryVm } from '../../../contract/readiness.ts';
import { vmByRef } from '../../api/inventoryQueries.ts';
import { newMigrationOf } from '../../api/paths.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Facts } from '../../components/Facts.tsx';
import { FindingList } from '../../components/FindingList.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useMayAt } from '../../project/useMayAt.ts';
import { ReadinessBadge } from './ReadinessBadge.tsx';
import { VmDevices } from './VmDevices.tsx';

interface VmPanelProps {
  connectionId: string;
  vmRef: string;
  /** As the inventory has it, when it is among what is loaded. */
  known: InventoryVm | null;
  onClose(): void;
}

/** What the inventory knows at once, and below it what the source says now. */
export function VmPanel({ connectionId, vmRef, known, onClose }: VmPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayCreate = useMayAt('migrations:create', connectionId);
  const asked = useQuery(vmByRef(connectionId, vmRef));
  return (
    <Modal
      shape="side"
      title={known?.name ?? asked.data?.name ?? vmRef}
      text={
        known && (
          <span className="break-words">
            {vmRef} · {known.path}
          </span>
        )
      }
      onClose={onClose}
    >
      {known && (
        <section className="space-y-3">
          <div className="flex flex-wrap items-center justify-between gap-2">
            <ReadinessBadge readiness={known.readiness} />
            {mayCreate && !known.template && (
              <LinkButton primary small to={newMigrationOf(connectionId, vmRef)}>
                {t('inventory.migrate')}
                <ArrowRight aria-hidden className="size-3.5" />
              </LinkButton>
            )}
          </div>
          {known.readiness.findings.length > 0 ? (
            <FindingList findings={known.readiness.findings} />
          ) : (
            <p className="text-good">{t('inventory.nothingKnown')}</p>
          )}
          <p className="text-xs text-muted">{t('inventory.readinessHint')}</p>
          <Facts
            facts={[
              [t('inventory.power'), t(`create.power.${known.power}`)],
              [t('inventory.guest'), known.guestFullName || t('guest.unknown')],
              [t('inventory.firmware'), known.firmware.toUpperCase()],
              ['CPU', format.count(known.cpus)],
              [t('inventory.memory'), format.bytes(known.memoryMiB * 1024 ** 2)],
              [t('inventory.tools'), t(`inventory.toolsState.${known.tools ?? 'unknown'}`)],
              [t('migration.asOf'), <Time key="seen" iso={known.seenAt} />],
            ]}
          />
        </section>
      )}
      <section className="space-y-3 border-line not-first:border-t not-first:pt-4">
        <h3 className="font-semibold">{t('inventory.askedNow')}</h3>
        {asked.isPending && <Skeleton className="h-28" />}
        {asked.isError && <ErrorNotice error={asked.error} onRetry={() => void asked.refetch()} />}
        {asked.data && <VmDevices vm={asked.data} />}
      </section>
    </Modal>
  );
}
