import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import type { ResidueReport } from '../../../contract/residue.ts';
import { Badge } from '../../components/Badge.tsx';
import { Card } from '../../components/Card.tsx';
import { ResidueActions } from './ResidueActions.tsx';

/** What could not be removed, and the way to look again and remove it once the migration has ended. */
export function LeftoversCard({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const [report, setReport] = useState<ResidueReport | null>(null);
  const { leftovers, endedAt } = migration;
  // What was seen just now is truer than what the end of the migration told.
  const known = report === null ? leftovers : [];
  const left = report === null ? leftovers.length : report.items.length;
  if (leftovers.length === 0 && endedAt === null) return null;
  return (
    <Card title={t('leftovers.title')} aside={left > 0 && <Badge tone="warn">{left}</Badge>}>
      <div className="space-y-3">
        <p className="text-muted">{t(known.length > 0 ? 'leftovers.text' : 'overview.residueText')}</p>
        <ul className="space-y-3">
          {known.map((leftover) => (
            <li key={`${leftover.system} ${leftover.ref}`} className="space-y-1">
              <p className="flex flex-wrap items-center gap-2">
                <Badge tone="warn">{t(`leftovers.system.${leftover.system}`)}</Badge>
                <span>{leftover.kind}</span>
                <code className="font-mono text-xs break-all">{leftover.ref}</code>
              </p>
              <p className="break-words text-muted">{leftover.reason}</p>
              <p className="text-xs text-muted">{t('leftovers.remove')}</p>
              <code className="block rounded bg-sunken px-2 py-1 font-mono text-xs break-all">{leftover.remove}</code>
            </li>
          ))}
        </ul>
        {endedAt !== null && <ResidueActions migration={migration} report={report} onReport={setReport} />}
      </div>
    </Card>
  );
}
