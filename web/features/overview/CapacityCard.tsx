import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionsIn, targetFacts } from '../../api/inventoryQueries.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { StorageBar } from './StorageBar.tsx';
import { storagesOf } from './storagesOf.ts';

/** Room on the storages that take images; each target is asked on its own, so that a silent one hides no other. */
export function CapacityCard() {
  const { t } = useTranslation();
  const { data: connections } = useQuery(connectionsIn(useChosenProject()));
  const targets = connections?.filter(({ kind }) => kind === 'proxmox') ?? [];
  const asked = useQueries({ queries: targets.map(({ id }) => targetFacts(id)) });
  return (
    <Card title={t('overview.capacity')}>
      {connections && targets.length === 0 && <p className="text-muted">{t('overview.noTargets')}</p>}
      <div className="space-y-3">
        {targets.map(({ id, name }, index) => {
          const facts = asked[index];
          return (
            <section key={id} className="space-y-2">
              <h3 className="text-xs font-medium text-muted">{name}</h3>
              {facts?.isPending && <Skeleton className="h-8" />}
              {facts?.isError && <ErrorNotice error={facts.error} onRetry={() => void facts.refetch()} />}
              {facts?.data &&
                storagesOf(facts.data).map((storage) => (
                  <StorageBar key={`${storage.node} ${storage.name}`} storage={storage} />
                ))}
            </section>
          );
        })}
      </div>
    </Card>
  );
}
