import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { membersOf } from '../../api/projectQueries.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { AddMember } from './AddMember.tsx';
import { MemberRow } from './MemberRow.tsx';

/** Who has which role in a project. */
export function MemberList({ projectId, mayWrite }: { projectId: string; mayWrite: boolean }) {
  const { t } = useTranslation();
  const members = useQuery(membersOf(projectId));
  return (
    <Card title={t('projects.members.title')}>
      <p className="text-xs text-muted">{t('projects.members.text')}</p>
      {members.isPending && <RowsLoading rows={2} />}
      {members.isError && <ErrorNotice error={members.error} onRetry={() => void members.refetch()} />}
      {members.data?.length === 0 && <p className="mt-3">{t('projects.members.none')}</p>}
      <ul className="mt-1 divide-y divide-line">
        {members.data?.map((member) => (
          <MemberRow
            key={`${member.user}/${member.group}`}
            projectId={projectId}
            member={member}
            mayWrite={mayWrite && member.group === null}
          />
        ))}
      </ul>
      {mayWrite && <AddMember projectId={projectId} />}
    </Card>
  );
}
