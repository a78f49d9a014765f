import { Check, Minus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { InventoryVm } from '../../../contract/readiness.ts';
import { cx } from '../../components/cx.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { ReadinessBadge } from './ReadinessBadge.tsx';
import { vmGrid } from './vmColumns.ts';

interface VmRowProps {
  vm: InventoryVm;
  index: number;
  /** Pixels. */
  top: number;
  height: number;
  chosen: boolean;
  onChoose(on: boolean): void;
  onShow(): void;
}

const dots = { on: 'bg-good', off: 'bg-line-strong', suspended: 'bg-warn' };
const toolsTones = {
  running: 'text-ink',
  'not-running': 'text-warn',
  'not-installed': 'text-bad',
  unknown: 'text-muted',
};

export function VmRow({ vm, index, top, height, chosen, onChoose, onShow }: VmRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const tools = vm.tools ?? 'unknown';
  const Tracking = vm.changeTracking ? Check : Minus;
  const wide = 'max-lg:hidden';
  return (
    <tr
      aria-rowindex={index + 2}
      data-vm={vm.ref}
      className={cx(
        vmGrid,
        'absolute inset-x-0 border-b border-line',
        chosen ? 'bg-accent-soft' : 'hover:bg-sunken/60',
      )}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <td className="flex">
        <input
          type="checkbox"
          checked={chosen}
          disabled={vm.template}
          aria-label={t('inventory.choose', { name: vm.name })}
          onChange={({ target }) => onChoose(target.checked)}
          className="size-4 accent-accent"
        />
      </td>
      <td className="min-w-0 leading-tight">
        <button type="button" onClick={onShow} className="flex max-w-full items-center gap-1.5 hover:text-accent">
          <span
            role="img"
            aria-label={t(`create.power.${vm.power}`)}
            title={t(`create.power.${vm.power}`)}
            className={cx('size-2 shrink-0 rounded-full', dots[vm.power])}
          />
          <span className="truncate font-medium">{vm.name}</span>
        </button>
        <span className="block truncate text-xs text-muted" title={vm.path}>
          <span className="lg:hidden">{format.bytes(vm.capacityBytes)} · </span>
          {vm.path}
        </span>
      </td>
      <td>
        <ReadinessBadge readiness={vm.readiness} />
      </td>
      <td className={cx('min-w-0 text-xs leading-tight', wide)}>
        <span className="block truncate" title={vm.guestFullName}>
          {vm.guestFullName || t('guest.unknown')}
        </span>
        <span className="text-muted">
          {vm.firmware.toUpperCase()}
          {vm.template && ` · ${t('create.template')}`}
        </span>
      </td>
      <td className={cx('text-right text-xs leading-tight whitespace-nowrap', wide)}>
        <span className="block">{format.bytes(vm.memoryMiB * 1024 ** 2)}</span>
        <span className="text-muted">{vm.cpus} CPU</span>
      </td>
      <td className={cx('text-right text-xs leading-tight whitespace-nowrap', wide)}>
        <span className="block">{format.bytes(vm.capacityBytes)}</span>
        <span className="text-muted">{t('create.disks', { count: vm.diskCount })}</span>
      </td>
      <td className={cx('truncate text-xs', toolsTones[tools], wide)}>{t(`inventory.toolsState.${tools}`)}</td>
      <td className={wide}>
        <span className="sr-only">{t(vm.changeTracking ? 'inventory.yes' : 'inventory.no')}</span>
        <Tracking aria-hidden className={cx('size-4', vm.changeTracking ? 'text-good' : 'text-muted')} />
      </td>
      <td className={cx('text-right text-xs', vm.snapshotCount > 0 ? 'font-medium text-bad' : 'text-muted', wide)}>
        {vm.snapshotCount > 0 ? format.count(vm.snapshotCount) : '–'}
      </td>
    </tr>
  );
}
