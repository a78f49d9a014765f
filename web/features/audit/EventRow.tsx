import { useTranslation } from 'react-i18next';
import type { AuditEvent } from '../../../contract/audit.ts';
import { Badge } from '../../components/Badge.tsx';
import { Time } from '../../components/Time.tsx';
import { outcomeTone } from './outcomeTone.ts';
import { subjectName } from './subjectName.ts';

export function EventRow({ event, onOpen }: { event: AuditEvent; onOpen(): void }) {
  const { t } = useTranslation();
  const { at, actor, address, action, subject, outcome, code } = event;
  const name = subjectName(event);
  return (
    <li data-event={action}>
      <button
        type="button"
        onClick={onOpen}
        className="grid w-full items-baseline gap-x-4 gap-y-0.5 px-4 py-2 text-left text-sm hover:bg-sunken lg:grid-cols-[11rem_12rem_13rem_minmax(0,1fr)_auto]"
      >
        <span className="text-xs text-muted">
          <Time iso={at} as="full" />
        </span>
        <span className="min-w-0 truncate">
          <span className="font-medium">{actor}</span> <span className="text-xs text-muted">{address}</span>
        </span>
        <span className="min-w-0 truncate font-mono text-xs">{action}</span>
        <span className="min-w-0 truncate">
          {name !== null && <>{name} </>}
          <span className="font-mono text-xs text-muted">{subject}</span>
        </span>
        <span className="flex flex-wrap items-center gap-2">
          {code !== null && <code className="font-mono text-xs text-muted">{code}</code>}
          <Badge tone={outcomeTone[outcome]}>{t(`audit.outcome.${outcome}`)}</Badge>
        </span>
      </button>
    </li>
  );
}
