import type { QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { can } from '../../../contract/can.ts';
import type { ResidueEntry } from '../../../contract/residue.ts';
import { paths } from '../../api/paths.ts';
import { useUser } from '../../api/session.ts';
import { Button } from '../../components/Button.tsx';
import { ResidueRemoval } from './ResidueRemoval.tsx';

/** Migrations that are shown before somebody asks for all. */
const shownAtFirst = 4;

/** By migration, as it is removed. */
export function ResidueList({ items, queryKey }: { items: ResidueEntry[]; queryKey: QueryKey }) {
  const { t } = useTranslation();
  const user = useUser();
  const [all, setAll] = useState(false);
  const groups = [...Map.groupBy(items, ({ migrationId }) => migrationId).values()];
  return (
    <>
      <ul className="space-y-2 text-xs">
        {(all ? groups : groups.slice(0, shownAtFirst)).map((group) => (
          <Group
            key={group[0]?.migrationId}
            items={group}
            queryKey={queryKey}
            removes={can(user, 'migrations:command')}
          />
        ))}
      </ul>
      {groups.length > shownAtFirst && (
        <Button small aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? 'overview.residueFewer' : 'overview.residueAll', { count: groups.length })}
        </Button>
      )}
    </>
  );
}

interface GroupProps {
  items: ResidueEntry[];
  queryKey: QueryKey;
  removes: boolean;
}

function Group({ items, queryKey, removes }: GroupProps) {
  const { t } = useTranslation();
  const [first] = items;
  if (first === undefined) return null;
  const { migrationId, lost = false } = first;
  const name = items.find(({ vm }) => vm !== null)?.vm ?? migrationId;
  return (
    <li className="flex items-start justify-between gap-2" data-residue={migrationId}>
      <div className="min-w-0">
        {lost ? (
          <span className="font-medium break-words">
            {name} <span className="text-warn">{t('overview.residueLost')}</span>
          </span>
        ) : (
          <Link to={paths.migration(migrationId)} className="font-medium break-words hover:text-accent">
            {name}
          </Link>
        )}
        <ul>
          {items.map((item) => (
            <li key={`${item.system} ${item.kind} ${item.ref}`} className="break-words text-muted">
              {t(`leftovers.system.${item.system}`)} · {item.kind} {item.ref}
            </li>
          ))}
        </ul>
      </div>
      {removes && <ResidueRemoval migrationId={migrationId} name={name} lost={lost} queryKey={queryKey} />}
    </li>
  );
}
