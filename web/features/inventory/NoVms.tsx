import { Inbox, SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { useMayAt } from '../../project/useMayAt.ts';
import { useRefresh } from './useRefresh.ts';

interface NoVmsProps {
  connectionId: string;
  narrowed: boolean;
  onClear(): void;
}

/** Nothing fits, or nothing was ever read. */
export function NoVms({ connectionId, narrowed, onClear }: NoVmsProps) {
  const { t } = useTranslation();
  const mayRefresh = useMayAt('inventory:refresh', connectionId);
  const refresh = useRefresh(connectionId);
  return (
    <div className="rounded-lg border border-dashed border-line-strong">
      {narrowed ? (
        <EmptyState Icon={SearchX} title={t('list.noMatchTitle')} text={t('inventory.noMatchText')}>
          <Button small onClick={onClear}>
            {t('action.clear')}
          </Button>
        </EmptyState>
      ) : (
        <EmptyState Icon={Inbox} title={t('inventory.emptyTitle')} text={t('inventory.emptyText')}>
          {mayRefresh && (
            <Button variant="primary" disabled={refresh.isPending} onClick={() => refresh.mutate()}>
              {t(refresh.isPending ? 'inventory.reading' : 'inventory.read')}
            </Button>
          )}
          {refresh.isError && <ErrorNotice error={refresh.error} />}
        </EmptyState>
      )}
    </div>
  );
}
