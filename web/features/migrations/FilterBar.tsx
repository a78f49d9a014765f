import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { migrationStatusSchema } from '../../../contract/migration.ts';
import type { MigrationFilter } from '../../api/migrationQueries.ts';
import { ChoiceChips } from '../../components/ChoiceChips.tsx';
import { cx } from '../../components/cx.ts';
import { fieldClass } from '../../components/field.ts';

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
      <ChoiceChips
        label={t('list.status')}
        choices={[
          { value: 'all', text: t('list.allStatuses') },
          { value: 'open', text: t('list.open') },
          ...migrationStatusSchema.options.map((status) => ({ value: status, text: t(`status.${status}`) })),
        ]}
        value={filter.status ?? 'all'}
        onChange={(status) => onChange({ ...filter, status: status === 'all' ? null : status })}
      />
    </div>
  );
}
