import { useInfiniteQuery } from '@tanstack/react-query';
import { SearchX, UserPlus } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Account } from '../../../contract/account.ts';
import { accountPages } from '../../api/accessQueries.ts';
import { useUser } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { smallFieldClass } from '../../components/field.ts';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { GroupsCard } from '../groups/GroupsCard.tsx';
import { AccountPanel } from './AccountPanel.tsx';
import { AccountRow } from './AccountRow.tsx';
import { AddAccount } from './AddAccount.tsx';

/** Who may log in: people and programs. */
export function AccessPage() {
  const { t } = useTranslation();
  const mayWrite = useUser().permissions.includes('users:write');
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<Account | 'new' | null>(null);
  const list = useInfiniteQuery(accountPages(useDeferredValue(search)));
  const accounts = list.data?.pages.flatMap((page) => page.items) ?? [];
  // As it is after an edit, not as it was when it was opened.
  const shown = open === null || open === 'new' ? null : (accounts.find(({ id }) => id === open.id) ?? open);
  return (
    <div className="space-y-4">
      <PageHead title={t('access.title')}>
        {mayWrite && (
          <Button variant="primary" onClick={() => setOpen('new')}>
            <UserPlus aria-hidden className="size-4" />
            {t('access.add')}
          </Button>
        )}
      </PageHead>
      <input
        type="search"
        value={search}
        maxLength={200}
        aria-label={t('access.search')}
        placeholder={t('access.search')}
        onChange={({ target }) => setSearch(target.value)}
        className={`${smallFieldClass} sm:max-w-60`}
      />
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={4} />}
      {list.isSuccess && accounts.length === 0 && (
        <EmptyState Icon={SearchX} title={t('list.noMatchTitle')} text={t('access.noMatch')} />
      )}
      {accounts.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
          {accounts.map((account) => (
            <AccountRow key={account.id} account={account} onOpen={() => setOpen(account)} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
      <GroupsCard mayWrite={mayWrite} />
      {open === 'new' && <AddAccount onClose={() => setOpen(null)} />}
      {shown && <AccountPanel account={shown} mayWrite={mayWrite} onClose={() => setOpen(null)} />}
    </div>
  );
}
