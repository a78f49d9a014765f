import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '../../components/cx.ts';
import { smallFieldClass } from '../../components/field.ts';
import { FilterSelect } from './FilterSelect.tsx';
import { type InventoryFilter, inventoryFilterSchema, isNarrowed } from './inventoryFilter.ts';

interface FilterFieldsProps {
  filter: InventoryFilter;
  onChange(filter: InventoryFilter): void;
  folders: { path: string; count: number }[];
  /** Beside the fields. */
  children: ReactNode;
}

const gib = 1024 ** 3;

export function FilterFields({ filter, onChange, folders, children }: FilterFieldsProps) {
  const { t } = useTranslation();
  const set = (part: Partial<Record<keyof InventoryFilter, string | undefined>>) =>
    onChange(inventoryFilterSchema.parse({ ...filter, ...part }));
  const yesNo = { true: t('inventory.yes'), false: t('inventory.no') };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <div className="relative w-full sm:w-60">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
        <input
          type="search"
          value={filter.search}
          maxLength={200}
          aria-label={t('create.searchVm')}
          placeholder={t('create.searchVm')}
          onChange={({ target }) => set({ search: target.value })}
          className={cx(smallFieldClass, 'pl-8')}
        />
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-2 max-sm:w-full max-sm:flex-nowrap max-sm:overflow-x-auto max-sm:pb-1">
        <div className="shrink-0 lg:hidden">
          <FilterSelect
            label={t('inventory.folder')}
            value={filter.folder || undefined}
            options={Object.fromEntries(folders.map(({ path }) => [path, path]))}
            onChange={(folder) => set({ folder: folder ?? '' })}
          />
        </div>
        <FilterSelect
          label={t('inventory.readiness')}
          value={filter.readiness}
          options={{
            ready: t('inventory.level.ready'),
            attention: t('inventory.level.attention'),
            blocked: t('inventory.level.blocked'),
          }}
          onChange={(readiness) => set({ readiness })}
        />
        <FilterSelect
          label={t('inventory.power')}
          value={filter.power}
          options={{
            on: t('create.power.on'),
            off: t('create.power.off'),
            suspended: t('create.power.suspended'),
          }}
          onChange={(power) => set({ power })}
        />
        <div className="w-36 shrink-0">
          <input
            type="search"
            value={filter.guest}
            maxLength={200}
            aria-label={t('inventory.guest')}
            placeholder={t('inventory.guest')}
            onChange={({ target }) => set({ guest: target.value })}
            className={smallFieldClass}
          />
        </div>
        <FilterSelect
          label={t('inventory.firmware')}
          value={filter.firmware}
          options={{ bios: 'BIOS', uefi: 'UEFI' }}
          onChange={(firmware) => set({ firmware })}
        />
        <FilterSelect
          label={t('inventory.tools')}
          value={filter.tools}
          options={{
            running: t('inventory.toolsState.running'),
            'not-running': t('inventory.toolsState.not-running'),
            'not-installed': t('inventory.toolsState.not-installed'),
            unknown: t('inventory.toolsState.unknown'),
          }}
          onChange={(tools) => set({ tools })}
        />
        <FilterSelect
          label={t('inventory.changeTracking')}
          value={filter.changeTracking}
          options={yesNo}
          onChange={(changeTracking) => set({ changeTracking })}
        />
        <FilterSelect
          label={t('inventory.snapshots')}
          value={filter.snapshots}
          options={yesNo}
          onChange={(snapshots) => set({ snapshots })}
        />
        <FilterSelect
          label={t('inventory.size')}
          value={filter.minimumBytes === undefined ? undefined : String(filter.minimumBytes)}
          options={Object.fromEntries([
            [String(100 * gib), '≥ 100 GiB'],
            [String(512 * gib), '≥ 512 GiB'],
            [String(1024 * gib), '≥ 1 TiB'],
            [String(4096 * gib), '≥ 4 TiB'],
          ])}
          onChange={(minimumBytes) => set({ minimumBytes })}
        />
        {isNarrowed(filter) && (
          <button
            type="button"
            onClick={() => onChange(inventoryFilterSchema.parse({ sort: filter.sort, order: filter.order }))}
            className="h-8 rounded-md px-2 text-xs font-medium text-accent hover:bg-accent-soft"
          >
            {t('action.clear')}
          </button>
        )}
        {children}
      </div>
    </div>
  );
}
