import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Approval, ApprovalStatus } from '../../../contract/approval.ts';
import { paths } from '../../api/paths.ts';
import { Badge } from '../../components/Badge.tsx';
import { Time } from '../../components/Time.tsx';
import type { Tone } from '../../components/tone.ts';
import { Decision } from './Decision.tsx';

const tones: Record<ApprovalStatus, Tone> = {
  pending: 'warn',
  approved: 'good',
  refused: 'bad',
  expired: 'idle',
  obsolete: 'idle',
  void: 'bad',
};

export function ApprovalRow({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const { action, subject, subjectName, input, status, requestedBy, requestedAt, expiresAt, decidedBy, comment } =
    approval;
  const migrationId = /^migration\/(.+)$/.exec(subject)?.[1];
  return (
    <li className="space-y-2 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">{t(`approvals.action.${action}`)}</span>
        {migrationId === undefined ? (
          <span>{subjectName}</span>
        ) : (
          <Link to={paths.migration(migrationId)} className="text-accent-strong hover:underline">
            {subjectName}
          </Link>
        )}
        {input.at && <Time iso={input.at} as="full" />}
        <Badge tone={tones[status]}>{t(`approvals.status.${status}`)}</Badge>
      </div>
      <p className="text-xs text-muted">
        {t('approvals.askedBy', { name: requestedBy })} <Time iso={requestedAt} />
        {status === 'pending' ? (
          <>
            {' · '}
            {t('approvals.until')} <Time iso={expiresAt} as="full" />
          </>
        ) : (
          decidedBy && <> · {t('approvals.decidedBy', { name: decidedBy })}</>
        )}
        {comment && <> · {comment}</>}
      </p>
      {status === 'pending' && <Decision approval={approval} />}
    </li>
  );
}
