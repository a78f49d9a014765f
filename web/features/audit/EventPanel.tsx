import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { AuditEvent } from '../../../contract/audit.ts';
import { paths } from '../../api/paths.ts';
import { Badge } from '../../components/Badge.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Modal } from '../../components/Modal.tsx';
import { Time } from '../../components/Time.tsx';
import { TemporalLink } from '../migration/TemporalLink.tsx';
import { type AuditFilter, searchParamsOf } from './auditFilter.ts';
import { ChangeTable } from './ChangeTable.tsx';
import { fieldChanges } from './fieldChanges.ts';
import { outcomeTone } from './outcomeTone.ts';
import { subjectPage } from './subjectPage.ts';

/** One event whole. What it has in common with others leads to them. */
export function EventPanel({ event, onClose }: { event: AuditEvent; onClose(): void }) {
  const { t } = useTranslation();
  const { id, at, actor, address, credential, action, subject, outcome, code, requestId, workflowId } = event;
  const changes = fieldChanges(event.before, event.after);
  const details = fieldChanges(null, event.detail);
  const page = subjectPage(subject);
  const others = (filter: AuditFilter, text: ReactNode) => (
    <Link
      to={`${paths.audit}?${new URLSearchParams(searchParamsOf(filter))}`}
      title={t('audit.others')}
      onClick={onClose}
      className="break-all text-accent-strong hover:underline"
    >
      {text}
    </Link>
  );
  return (
    <Modal shape="side" title={action} text={<Time iso={at} as="full" />} onClose={onClose}>
      <Facts
        facts={[
          [
            t('audit.filter.outcome'),
            <Badge key="outcome" tone={outcomeTone[outcome]}>
              {t(`audit.outcome.${outcome}`)}
            </Badge>,
          ],
          [t('audit.code'), code],
          [t('audit.filter.actor'), others({ actor }, actor)],
          [t('audit.login'), credential === null ? null : t(`audit.credential.${credentialOf(credential)}`)],
          [t('audit.filter.address'), address === null ? null : others({ address }, address)],
          [t('audit.filter.action'), others({ action }, action)],
          [t('audit.filter.subject'), others({ subject }, subject)],
          [
            t('audit.filter.requestId'),
            requestId === null ? null : (
              <span key="request" className="inline-flex items-center gap-1">
                {others({ requestId }, <code className="font-mono text-xs">{requestId}</code>)}
                <CopyButton text={requestId} />
              </span>
            ),
          ],
          [t('audit.filter.workflowId'), workflowId === null ? null : others({ workflowId }, workflowId)],
          [t('audit.number'), id],
        ]}
      />
      {(page !== null || workflowId !== null) && (
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          {page !== null && (
            <Link to={page} className="text-accent-strong hover:underline">
              {t('audit.toSubject')}
            </Link>
          )}
          {workflowId !== null && <TemporalLink workflowId={workflowId} />}
        </p>
      )}
      {changes.length > 0 && <ChangeTable changes={changes} />}
      {details.length > 0 && (
        <section className="space-y-2">
          <h3 className="font-semibold">{t('audit.detail')}</h3>
          <Facts facts={details.map(({ field, after }) => [field, after])} />
        </section>
      )}
    </Modal>
  );
}

const credentials = ['session', 'token', 'access'] as const;

/** One of an earlier release has no name any more. */
function credentialOf(kind: string): (typeof credentials)[number] | 'other' {
  return credentials.find((known) => known === kind) ?? 'other';
}
