import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { migrationStatusSchema } from '../../../contract/migration.ts';
import type { MigrationFilter } from '../../api/migrationQueries.ts';
import { cx } from '../../components/cx.ts';
import { fieldClass } from '../../components/field.ts';

const choices: MigrationFilter['status'][] = [null, 'open', ...migrationStatusSchema.options];

interface FilterBarProps {
  filter: MigrationFilter;
  onChange(filter: MigrationFilter): void;
}

export function FilterBar({ filter, onChange }: FilterBarProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <div className="relative w-full sm:w-64">
        <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-muted" />
        <input
          type="search"
          value={filter.search}
          maxLength={200}
          aria-label={t('list.search')}
          placeholder={t('list.search')}
          onChange={({ target }) => onChange({ ...filter, search: target.value })}
          className={cx(fieldClass, 'pl-9')}
        />
      </div>
      <fieldset className="-mx-1 flex min-w-0 max-w-full gap-1 overflow-x-auto px-1 py-1">
        <legend className="sr-only">{t('list.status')}</legend>
        {choices.map((status) => (
          <button
            key={status ?? 'all'}
            type="button"
            aria-pressed={filter.status === status}
            onClick={() => onChange({ ...filter, status })}
            className={cx(
              'h-7 rounded-full border px-2.5 text-xs font-medium whitespace-nowrap',
              filter.status === status
                ? 'border-accent bg-accent-soft text-accent-strong'
                : 'border-line bg-surface text-muted hover:border-line-strong hover:text-ink',
            )}
          >
            {status === null ? t('list.allStatuses') : status === 'open' ? t('list.open') : t(`status.${status}`)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
