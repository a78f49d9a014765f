import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PlanVmState } from '../../../contract/bulkPlan.ts';
import { paths } from '../../api/paths.ts';
import { cx } from '../../components/cx.ts';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { CheckBadge } from './CheckBadge.tsx';
import { overrideRows } from './overrideRows.ts';
import { planVmGrid } from './planVmGrid.ts';
import type { CheckedVm } from './usePlanCheck.ts';

interface PlanVmRowProps {
  vm: PlanVmState;
  checked: CheckedVm | undefined;
  index: number;
  /** Pixels. */
  top: number;
  height: number;
  chosen: boolean;
  onChoose(on: boolean): void;
  onShow(): void;
}

export function PlanVmRow({ vm, checked, index, top, height, chosen, onChoose, onShow }: PlanVmRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = vm.name ?? vm.ref;
  const different = overrideRows(vm.overrides).map(([field, value]) => `${field} ${value}`);
  const migration = vm.migration && (
    <Link
      to={paths.migration(vm.migration.id)}
      title={t('plans.toMigration', { name })}
      className="inline-flex items-center gap-1.5 hover:underline"
    >
      <StatusBadge status={vm.migration.status} />
      <span className="sr-only">{name}</span>
    </Link>
  );
  return (
    <tr
      aria-rowindex={index + 2}
      data-plan-vm={vm.ref}
      className={cx(
        planVmGrid,
        'absolute inset-x-0 border-b border-line',
        chosen ? 'bg-accent-soft' : 'hover:bg-sunken/60',
      )}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <td className="flex">
        <input
          type="checkbox"
          checked={chosen}
          aria-label={t('inventory.choose', { name })}
          onChange={({ target }) => onChoose(target.checked)}
          className="size-4 accent-accent"
        />
      </td>
      <td className="min-w-0 leading-tight">
        <button type="button" onClick={onShow} className="max-w-full truncate text-left font-medium hover:text-accent">
          {name}
        </button>
        <span className="block truncate text-xs text-muted">
          {vm.name === null ? t('plans.unknownVm') : vm.ref}
          {vm.capacityBytes !== null && ` · ${format.bytes(vm.capacityBytes)}`}
          {different.length > 0 && <span className="lg:hidden"> · {different.join(', ')}</span>}
        </span>
      </td>
      <td className="min-w-0 max-lg:text-right">
        <CheckBadge checked={checked} />
        {migration && <span className="block lg:hidden">{migration}</span>}
      </td>
      <td className="min-w-0 truncate font-mono text-xs max-lg:hidden" title={different.join('\n')}>
        {different.length > 0 ? different.join(', ') : <span className="font-sans text-muted">–</span>}
      </td>
      <td className="min-w-0 truncate max-lg:hidden">
        {migration ?? <span className="text-xs text-muted">{t('plans.notStarted')}</span>}
      </td>
    </tr>
  );
}
