import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../../api/api.ts';
import { paths } from '../../api/paths.ts';

const shown = 5;
/** As many as are counted; more are "at least". */
const most = 100;

/** What running migrations do with an edit of their connection. */
export function OpenMigrations({ connectionId }: { connectionId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['migrations', 'using', connectionId],
    queryFn: ({ signal }) => api.listMigrations({ query: { connectionId, open: 'true', limit: most }, signal }),
    staleTime: 0,
  });
  const using = data?.items ?? [];
  if (using.length === 0) return null;
  return (
    <div data-using={using.length} className="space-y-1.5 rounded-lg border border-warn/40 bg-warn-soft p-3">
      <p className="flex items-start gap-2 font-medium text-warn">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        {t(data?.nextCursor ? 'connections.usedByMany' : 'connections.usedBy', { count: using.length })}
      </p>
      <p>{t('connections.usedText')}</p>
      <ul className="flex flex-wrap gap-x-3 text-xs">
        {using.slice(0, shown).map(({ id, vm }) => (
          <li key={id}>
            <Link to={paths.migration(id)} className="font-medium underline hover:text-accent">
              {vm.name}
            </Link>
          </li>
        ))}
        {using.length > shown && <li>…</li>}
      </ul>
    </div>
  );
}
