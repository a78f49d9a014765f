import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { InventoryVm, VmChoice } from '../../../contract/readiness.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import type { InventoryFilter } from './inventoryFilter.ts';
import { VmHead } from './VmHead.tsx';
import { VmRow } from './VmRow.tsx';

/** Pixels. */
const rowHeight = 46;
/** So many rows before the end of what is loaded, more is asked for. */
const margin = 60;

interface VmTableProps {
  vms: InventoryVm[];
  /** With those that are not loaded yet. */
  total: number;
  filter: InventoryFilter;
  onChange(filter: InventoryFilter): void;
  /** By reference. */
  chosen: ReadonlyMap<string, VmChoice>;
  onChoose(chosen: ReadonlyMap<string, VmChoice>): void;
  onShow(ref: string): void;
  onEnd(): void;
  /** Below the rows, at the right. */
  children?: ReactNode;
}

/** Draws the rows that are seen and no others, however many there are. */
export function VmTable({ vms, total, filter, onChange, chosen, onChoose, onShow, onEnd, children }: VmTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: vms.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const shown = rows.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  const near = vms.length < total && lastShown >= vms.length - margin;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again after each page that did not suffice.
  useEffect(() => {
    if (near) onEnd();
  }, [near, vms.length]);
  const choose = (some: InventoryVm[], on: boolean) => {
    const next = new Map(chosen);
    for (const vm of some) {
      if (on && !vm.template) next.set(vm.ref, { ref: vm.ref, name: vm.name, capacityBytes: vm.capacityBytes });
      else next.delete(vm.ref);
    }
    onChoose(next);
  };
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      {/* biome-ignore lint/a11y/useSemanticElements: a region has a name, a section would be a landmark too many. */}
      <div
        role="group"
        aria-label={t('inventory.title')}
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
        className="h-[max(20rem,calc(100dvh-17rem))] overflow-auto focus-visible:outline-offset-[-2px]"
      >
        <table aria-rowcount={total + 1} className="block w-full">
          <VmHead vms={vms} filter={filter} onChange={onChange} chosen={chosen} onChoose={choose} />
          <tbody className="relative block" style={{ height: rows.getTotalSize() }}>
            {shown.map(({ index, start }) => {
              const vm = vms[index];
              return (
                vm && (
                  <VmRow
                    key={vm.ref}
                    vm={vm}
                    index={index}
                    top={start}
                    height={rowHeight}
                    chosen={chosen.has(vm.ref)}
                    onChoose={(on) => choose([vm], on)}
                    onShow={() => onShow(vm.ref)}
                  />
                )
              );
            })}
          </tbody>
        </table>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-x-3 border-t border-line px-3 py-1 text-xs text-muted">
        <span data-loaded={vms.length}>
          {vms.length < total
            ? t('inventory.loaded', { loaded: format.count(vms.length), total: format.count(total) })
            : t('inventory.allLoaded')}
        </span>
        {children}
      </div>
    </div>
  );
}
