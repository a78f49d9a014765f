import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { NodeMovers } from '../../../contract/mover.ts';
import { paths } from '../../api/paths.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

const shown = 6;

/** Open migrations of a node, with what they copy as it was told last. */
export function NodeWork({ work }: { work: NodeMovers['work'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className="border-t border-line bg-sunken/30 px-4 py-2.5">
      <h4 className="text-xs font-medium text-muted">{t('movers.work')}</h4>
      {work.length === 0 && <p className="mt-1 text-xs text-muted">{t('movers.noWork')}</p>}
      <ul className="divide-y divide-line">
        {work.slice(0, shown).map(({ id, vm, status, stage, doneBytes, totalBytes, bytesPerSecond }) => (
          <li key={id} data-work={id} className="flex items-center justify-between gap-3 py-1.5">
            <div className="min-w-0">
              <Link to={paths.migration(id)} className="block truncate font-medium hover:text-accent">
                {vm.name}
              </Link>
              <span className="block truncate text-xs text-muted">
                {t(`stage.${stage}`)}
                {doneBytes !== null && totalBytes !== null && totalBytes > 0 && (
                  <> · {format.percent(Math.min(1, doneBytes / totalBytes))}</>
                )}
                {bytesPerSecond > 0 && <> · {format.rate(bytesPerSecond)}</>}
              </span>
            </div>
            <StatusBadge status={status} />
          </li>
        ))}
      </ul>
      {work.length > shown && <p className="text-xs text-muted">{t('movers.more', { count: work.length - shown })}</p>}
    </section>
  );
}
