import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Badge } from '../../components/Badge.tsx';
import { Card } from '../../components/Card.tsx';
import { ResidueActions } from './ResidueActions.tsx';

/** What could not be removed, and the way to look again and remove it once the migration has ended. */
export function LeftoversCard({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const { leftovers, endedAt } = migration;
  if (leftovers.length === 0 && endedAt === null) return null;
  return (
    <Card title={t('leftovers.title')} aside={leftovers.length > 0 && <Badge tone="warn">{leftovers.length}</Badge>}>
      <div className="space-y-3">
        <p className="text-muted">{t(leftovers.length > 0 ? 'leftovers.text' : 'overview.residueText')}</p>
        <ul className="space-y-3">
          {leftovers.map((leftover) => (
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
        {endedAt !== null && <ResidueActions migration={migration} />}
      </div>
    </Card>
  );
}
