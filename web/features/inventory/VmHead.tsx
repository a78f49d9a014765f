import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { InventoryVm, VmChoice } from '../../../contract/readiness.ts';
import { cx } from '../../components/cx.ts';
import type { InventoryFilter } from './inventoryFilter.ts';
import { vmColumns, vmGrid } from './vmColumns.ts';

interface VmHeadProps {
  vms: InventoryVm[];
  filter: InventoryFilter;
  onChange(filter: InventoryFilter): void;
  chosen: ReadonlyMap<string, VmChoice>;
  onChoose(vms: InventoryVm[], on: boolean): void;
}

/** Chooses all that are loaded, and sorts on the server. */
export function VmHead({ vms, filter, onChange, chosen, onChoose }: VmHeadProps) {
  const { t } = useTranslation();
  const able = vms.filter(({ template }) => !template);
  const all = able.length > 0 && able.every(({ ref }) => chosen.has(ref));
  const sortBy = (sort: InventoryFilter['sort']) =>
    onChange({ ...filter, sort, order: filter.sort === sort && filter.order === 'asc' ? 'desc' : 'asc' });
  const Arrow = filter.order === 'asc' ? ArrowUp : ArrowDown;
  return (
    <thead className="sticky block top-0 z-10 border-b border-line bg-sunken text-xs font-medium text-muted">
      <tr aria-rowindex={1} className={cx(vmGrid, 'h-9')}>
        <th scope="col" className="flex">
          <input
            type="checkbox"
            checked={all}
            aria-label={t('inventory.chooseAll')}
            onChange={({ target }) => onChoose(able, target.checked)}
            className="size-4 accent-accent"
          />
        </th>
        {vmColumns.map(({ id, sort, right }) => (
          <th
            key={id}
            scope="col"
            aria-sort={
              sort !== null && filter.sort === sort ? (filter.order === 'asc' ? 'ascending' : 'descending') : undefined
            }
            className={cx(
              'min-w-0 text-left font-medium',
              right && 'text-right',
              id !== 'name' && id !== 'readiness' && 'max-lg:hidden',
            )}
          >
            {sort === null ? (
              t(`inventory.column.${id}`)
            ) : (
              <button
                type="button"
                onClick={() => sortBy(sort)}
                className="inline-flex items-center gap-1 hover:text-ink"
              >
                {t(`inventory.column.${id}`)}
                {filter.sort === sort && <Arrow aria-hidden className="size-3" />}
              </button>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}
