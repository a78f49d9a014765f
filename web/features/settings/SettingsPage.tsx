import { useQuery } from '@tanstack/react-query';
import { History } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingKey } from '../../../contract/settings.ts';
import { useMay } from '../../api/session.ts';
import { settingList } from '../../api/settingQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { KeysCard } from '../keys/KeysCard.tsx';
import { EditLimits } from '../limits/EditLimits.tsx';
import { SettingHistory } from './SettingHistory.tsx';
import { SettingsForm } from './SettingsForm.tsx';

/** What may be changed while the instance runs. */
export function SettingsPage() {
  const { t } = useTranslation();
  const list = useQuery(settingList);
  const managesKeys = useMay('keys:manage');
  /** Revision that an edit has begun with: the form stays as it is, whatever others save meanwhile. */
  const [held, setHeld] = useState<number | null>(null);
  const [editsLimits, setEditsLimits] = useState(false);
  const [history, setHistory] = useState<{ key: SettingKey | null } | null>(null);
  return (
    <div className="space-y-4">
      <PageHead title={t('settings.title')}>
        <Button onClick={() => setHistory({ key: null })}>
          <History aria-hidden className="size-4" />
          {t('settings.history')}
        </Button>
      </PageHead>
      <p className="max-w-3xl text-muted">{t('settings.intro')}</p>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={8} />}
      {list.data && (
        <SettingsForm
          key={held ?? list.data.revision}
          list={list.data}
          onEditing={(editing) => setHeld(editing ? (held ?? list.data.revision) : null)}
          onHistory={(key) => setHistory({ key })}
          onEditLimits={() => setEditsLimits(true)}
        />
      )}
      {managesKeys && <KeysCard />}
      {editsLimits && list.data && <EditLimits list={list.data} onClose={() => setEditsLimits(false)} />}
      {history && <SettingHistory settingKey={history.key} onClose={() => setHistory(null)} />}
    </div>
  );
}
