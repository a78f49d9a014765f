import { useTranslation } from 'react-i18next';
import type { ListedArtifact } from '../../../contract/artifact.ts';
import { cx } from '../../components/cx.ts';
import { ArtifactRow } from './ArtifactRow.tsx';

/** A table on wide screens, a list of cards on narrow ones. */
export function ArtifactTable({ artifacts }: { artifacts: ListedArtifact[] }) {
  const { t } = useTranslation();
  const head = 'px-3 py-2 text-left font-medium whitespace-nowrap';
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <table className="w-full max-lg:block lg:table-fixed">
        <caption className="sr-only">{t('artifacts.title')}</caption>
        <thead className="border-b border-line bg-sunken/60 text-xs text-muted max-lg:hidden">
          <tr>
            <th className={cx(head, 'pl-4')}>{t('artifacts.column.object')}</th>
            <th className={cx(head, 'w-22 text-right')}>{t('artifacts.column.size')}</th>
            <th className={cx(head, 'w-38')}>SHA-256</th>
            <th className={cx(head, 'w-27')}>{t('artifacts.column.age')}</th>
            <th className={cx(head, 'w-[22%]')}>{t('artifacts.column.removal')}</th>
            <th className={cx(head, 'w-31 pr-4')}>
              <span className="sr-only">{t('artifacts.download')}</span>
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-lg:block">
          {artifacts.map((artifact) => (
            <ArtifactRow key={`${artifact.state} ${artifact.key}`} artifact={artifact} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
