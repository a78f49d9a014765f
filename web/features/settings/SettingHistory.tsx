import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ArrowRight, History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SettingChange } from '../../../contract/settingEntry.ts';
import { type SettingKey, settingKeys } from '../../../contract/settings.ts';
import { settingHistory, settingList } from '../../api/settingQueries.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { Time } from '../../components/Time.tsx';
import { useSettingValue } from './useSettingValue.ts';

interface SettingHistoryProps {
  /** Null: of all settings. */
  settingKey: SettingKey | null;
  onClose(): void;
}

/** Who changed what, newest first. */
export function SettingHistory({ settingKey, onClose }: SettingHistoryProps) {
  const { t } = useTranslation();
  const history = useInfiniteQuery(settingHistory(settingKey));
  const changes = history.data?.pages.flatMap(({ items }) => items) ?? [];
  const title = settingKey
    ? t('settings.historyOf', { name: t(`settings.name.${settingKey}`) })
    : t('settings.history');
  return (
    <Modal shape="side" title={title} text={t('settings.historyText')} onClose={onClose}>
      {history.isError && <ErrorNotice error={history.error} onRetry={() => void history.refetch()} />}
      {history.isPending && <RowsLoading rows={4} />}
      {history.isSuccess && changes.length === 0 && (
        <EmptyState Icon={History} title={t('settings.noHistory')} text={t('settings.noHistoryText')} />
      )}
      {changes.length > 0 && (
        <ol className="divide-y divide-line">
          {changes.map((change) => (
            <ChangeRow key={change.id} change={change} />
          ))}
        </ol>
      )}
      {history.hasNextPage && (
        <Button disabled={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </Modal>
  );
}

function ChangeRow({ change: { key, before, after, actor, at, reset } }: { change: SettingChange }) {
  const { t } = useTranslation();
  const valueText = useSettingValue();
  const { data } = useQuery(settingList);
  const entry = data?.items.find((item) => item.key === key);
  // One of an earlier release has no name any more.
  const known = settingKeys.find((one) => one === key);
  return (
    <li data-change={key} className="space-y-1 py-2.5">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        {known ? t(`settings.name.${known}`) : key}
        {reset && <Badge tone="idle">{t('settings.toDefault')}</Badge>}
      </p>
      <p className="flex flex-wrap items-center gap-1.5 break-all">
        <span className="text-muted">{valueText(entry, before)}</span>
        <ArrowRight role="img" aria-label={t('settings.became')} className="size-3.5 shrink-0 text-muted" />
        <span>{valueText(entry, after)}</span>
      </p>
      <p className="text-xs text-muted">
        {actor} · <Time iso={at} as="full" />
      </p>
    </li>
  );
}
