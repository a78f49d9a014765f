import { useTranslation } from 'react-i18next';
import type { MigrationSummary } from '../../../contract/migrationSummary.ts';
import { cx } from '../../components/cx.ts';
import { MigrationRow } from './MigrationRow.tsx';

interface MigrationTableProps {
  title: string | null;
  migrations: MigrationSummary[];
  urgent?: boolean;
}

/** A table on wide screens, a list of cards on narrow ones. */
export function MigrationTable({ title, migrations, urgent = false }: MigrationTableProps) {
  const { t } = useTranslation();
  const head = 'px-3 py-2 text-left font-medium whitespace-nowrap';
  return (
    <section className="space-y-2">
      {title && (
        <h2 className={cx('text-sm font-semibold', urgent ? 'text-bad' : 'text-muted')}>
          {title} <span className="font-normal">{migrations.length}</span>
        </h2>
      )}
      <div className={cx('overflow-hidden rounded-lg border bg-surface', urgent ? 'border-bad/40' : 'border-line')}>
        <table className="w-full max-lg:block lg:table-fixed">
          <caption className="sr-only">{title ?? t('list.title')}</caption>
          <thead className="border-b border-line bg-sunken/60 text-xs text-muted max-lg:hidden">
            <tr>
              <th className={cx(head, 'pl-4')}>{t('list.vm')}</th>
              <th className={cx(head, 'w-32')}>{t('list.status')}</th>
              <th className={cx(head, 'w-[21%]')}>{t('list.progress')}</th>
              <th className={cx(head, 'w-24 text-right')}>{t('list.rate')}</th>
              <th className={cx(head, 'w-30 text-right')}>{t('list.downtime')}</th>
              <th className={cx(head, 'w-27')}>{t('list.requestedBy')}</th>
              <th className={cx(head, 'w-29 pr-4 text-right')}>{t('list.age')}</th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line max-lg:block">
            {migrations.map((migration) => (
              <MigrationRow key={migration.id} migration={migration} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
