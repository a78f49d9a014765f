import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { approvalsOf } from '../../api/approvalQueries.ts';
import { paths } from '../../api/paths.ts';
import { Time } from '../../components/Time.tsx';

/** What waits for a second person before it is done to this migration. */
export function ApprovalNotice({ migrationId }: { migrationId: string }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(approvalsOf(migrationId));
  return data.map(({ id, action, requestedBy, expiresAt }) => (
    <p key={id} role="status" className="rounded-lg border border-line bg-warn-soft px-4 py-3 text-sm text-warn">
      {t('approvals.waits', { action: t(`approvals.action.${action}`), name: requestedBy })}{' '}
      <Time iso={expiresAt} as="full" />.{' '}
      <Link to={paths.approvals} className="font-medium underline">
        {t('approvals.title')}
      </Link>
    </p>
  ));
}
