import { useTranslation } from 'react-i18next';
import type { TargetStorage } from '../../../contract/targetFacts.ts';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { usedPart } from './storagesOf.ts';

export function StorageBar({ storage }: { storage: TargetStorage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { node, name, shared, totalBytes, availableBytes } = storage;
  const part = usedPart(storage);
  const tone = part > 0.9 ? 'bad' : part > 0.75 ? 'warn' : 'good';
  return (
    <div className="space-y-1">
      <p className="flex items-baseline justify-between gap-3">
        <span className="min-w-0 truncate font-medium">{shared ? name : `${node}/${name}`}</span>
        <span className="text-xs whitespace-nowrap text-muted">
          {t('overview.free', { free: format.bytes(availableBytes), total: format.bytes(totalBytes) })}
        </span>
      </p>
      <ProgressBar label={t('overview.used', { name, percent: format.percent(part) })} value={part} tone={tone} />
    </div>
  );
}
