import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { groupRoles } from '../../api/accessQueries.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { AddGroup } from './AddGroup.tsx';
import { GroupRow } from './GroupRow.tsx';

/** Which groups of the directory or provider have which role. */
export function GroupsCard({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation();
  const groups = useQuery(groupRoles());
  return (
    <Card title={t('groups.title')}>
      <p className="max-w-prose text-muted">{t('groups.text')}</p>
      {groups.isPending && <RowsLoading rows={2} />}
      {groups.isError && <ErrorNotice error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.data?.length === 0 && <p className="mt-3">{t('groups.none')}</p>}
      <ul className="mt-2 divide-y divide-line">
        {groups.data?.map((row) => (
          <GroupRow key={row.id} row={row} mayWrite={mayWrite} />
        ))}
      </ul>
      {mayWrite && <AddGroup />}
    </Card>
  );
}
