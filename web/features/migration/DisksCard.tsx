import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { migrationBlocks, migrationProgress } from '../../api/migrationQueries.ts';
import { stageProgress } from '../../api/stageProgress.ts';
import { Card } from '../../components/Card.tsx';
import { useNow } from '../../format/useNow.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { DiskDetails } from './DiskDetails.tsx';
import { Sparkline } from './Sparkline.tsx';
import { useRateHistory } from './useRateHistory.ts';

export function DisksCard({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { data: progress = [] } = useQuery(migrationProgress(migration.id));
  const { data: blocks = [] } = useQuery(migrationBlocks(migration.id));
  const moving = migration.status === 'running' ? stageProgress(progress, migration.stage, now) : null;
  const history = useRateHistory(progress);
  const capacity = migration.disks.reduce((total, disk) => total + disk.capacityBytes, 0);
  return (
    <Card
      flush
      title={t('disks.title')}
      aside={
        <span className="flex items-center gap-3 text-xs text-muted">
          {moving !== null && moving.bytesPerSecond > 0 && (
            <>
              <Sparkline label={t('disks.throughput')} values={history} />
              <strong className="text-sm text-ink">{format.rate(moving.bytesPerSecond)}</strong>
            </>
          )}
          {capacity > 0 && format.bytes(capacity)}
        </span>
      }
    >
      {migration.disks.length === 0 ? (
        <p className="px-4 py-3 text-muted">{t('disks.idle')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {migration.disks.map((disk) => (
            <DiskDetails
              key={disk.id}
              disk={disk}
              migration={migration}
              progress={progress.find(({ diskId }) => diskId === disk.id) ?? null}
              blocks={blocks.find(({ diskId }) => diskId === disk.id) ?? null}
              now={now}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}
