import { HardDrive, ShieldAlert, ShieldCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DiskBlocks } from '../../../contract/blockMap.ts';
import type { DiskProgress, EarlierRounds, Migration, MigrationDisk } from '../../../contract/migration.ts';
import { isMoving } from '../../api/stageProgress.ts';
import { Badge } from '../../components/Badge.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { BlockMapFigure } from './BlockMapFigure.tsx';
import { RoundTable } from './RoundTable.tsx';

interface DiskDetailsProps {
  disk: MigrationDisk;
  migration: Migration;
  progress: DiskProgress | null;
  blocks: DiskBlocks | null;
  now: number;
}

export function DiskDetails({ disk, migration, progress, blocks, now }: DiskDetailsProps) {
  const format = useFormat();
  const current =
    progress !== null && migration.endedAt === null && progress.kind === migration.stage ? progress : null;
  return (
    <li data-disk={disk.id} className="space-y-2.5 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <HardDrive aria-hidden className="size-4 text-muted" />
        <span className="font-medium">{disk.label}</span>
        <span className="text-muted">{format.bytes(disk.capacityBytes)}</span>
        <RootMatch disk={disk} />
        {disk.volume && <code className="min-w-0 font-mono text-xs break-all text-muted">{disk.volume}</code>}
      </div>
      {current && <Moving label={disk.label} progress={current} still={migration.status !== 'running'} now={now} />}
      {blocks && <BlockMapFigure label={disk.label} blocks={blocks} />}
      {(disk.rounds.length > 0 || !current) && <RoundTable rounds={disk.rounds} label={disk.label} />}
      {disk.earlier && <Earlier earlier={disk.earlier} />}
    </li>
  );
}

function Earlier({ earlier: { rounds, changedBytes, readBytes } }: { earlier: EarlierRounds }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = { rounds, changed: format.bytes(changedBytes), read: format.bytes(readBytes) };
  return <p className="text-xs text-muted">{t('disks.earlier', values)}</p>;
}

function RootMatch({ disk: { ledgerRoot, targetRoot } }: { disk: MigrationDisk }) {
  const { t } = useTranslation();
  if (ledgerRoot === null || targetRoot === null) return null;
  const match = ledgerRoot === targetRoot;
  const Icon = match ? ShieldCheck : ShieldAlert;
  return (
    <Badge tone={match ? 'good' : 'bad'} title={`${ledgerRoot}\n${targetRoot}`}>
      <Icon aria-hidden className="size-3.5" />
      {t(match ? 'disks.match' : 'disks.mismatch')}
    </Badge>
  );
}

interface MovingProps {
  label: string;
  progress: DiskProgress;
  still: boolean;
  now: number;
}

function Moving({ label, progress, still, now }: MovingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kind, doneBytes, totalBytes, bytesPerSecond } = progress;
  const part = totalBytes === 0 ? 1 : doneBytes / totalBytes;
  const fast = !still && isMoving(progress, now) && bytesPerSecond > 0;
  const leftMs = fast ? ((totalBytes - doneBytes) / bytesPerSecond) * 1000 : 0;
  return (
    <div className="space-y-1">
      <ProgressBar
        label={t('disks.progressOf', { disk: label })}
        value={part}
        tone={part >= 1 ? 'good' : still ? 'idle' : 'info'}
      />
      <p className="flex flex-wrap justify-between gap-x-4 text-xs text-muted">
        <span>
          {t(`kind.${kind}`)}: {t('disks.of', { done: format.bytes(doneBytes), total: format.bytes(totalBytes) })}
        </span>
        <span>
          {fast &&
            `${format.rate(bytesPerSecond)} · ${t('disks.left', { time: format.duration(Math.ceil(leftMs / 1000) * 1000) })} · `}
          {format.percent(part)}
        </span>
      </p>
    </div>
  );
}
