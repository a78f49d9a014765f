import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RefreshCw, Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api.ts';
import { vmList } from '../../api/inventoryQueries.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { cx } from '../../components/cx.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { fieldClass } from '../../components/field.ts';
import { VmChoice } from './VmChoice.tsx';

interface ChooseVmProps {
  connectionId: string;
  /** Reference of the chosen VM, or ''. */
  value: string;
  onChange(ref: string): void;
}

export function ChooseVm({ connectionId, value, onChange }: ChooseVmProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [search, setSearch] = useState('');
  const { data, error, isError, refetch } = useQuery(vmList(connectionId, useDeferredValue(search)));
  const refresh = useMutation({
    mutationFn: () => api.refreshInventory({ params: { id: connectionId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['inventory', connectionId] }),
  });
  return (
    <Card
      flush
      title={t('create.vm')}
      aside={
        <Button small variant="ghost" disabled={refresh.isPending} onClick={() => refresh.mutate()}>
          <RefreshCw aria-hidden className={cx('size-3.5', refresh.isPending && 'motion-safe:animate-spin')} />
          {t('create.refresh')}
        </Button>
      }
    >
      <div className="space-y-3 p-4 pb-3">
        {refresh.isError && <ErrorNotice error={refresh.error} />}
        {isError && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        <div className="relative">
          <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted" />
          <input
            type="search"
            value={search}
            maxLength={200}
            aria-label={t('create.searchVm')}
            placeholder={t('create.searchVm')}
            onChange={({ target }) => setSearch(target.value)}
            className={cx(fieldClass, 'pl-9')}
          />
        </div>
      </div>
      <div
        role="radiogroup"
        aria-label={t('create.vm')}
        className="max-h-72 divide-y divide-line overflow-y-auto border-t border-line"
      >
        {data?.items.map((vm) => (
          <VmChoice key={vm.ref} vm={vm} checked={vm.ref === value} onChoose={() => onChange(vm.ref)} />
        ))}
        {data?.items.length === 0 && <p className="px-4 py-6 text-center text-muted">{t('create.noVms')}</p>}
        {data?.nextCursor && <p className="px-4 py-2 text-xs text-muted">{t('create.narrow')}</p>}
      </div>
    </Card>
  );
}
