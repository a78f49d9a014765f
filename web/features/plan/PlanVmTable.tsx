import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanVmState } from '../../../contract/bulkPlan.ts';
import { cx } from '../../components/cx.ts';
import { smallFieldClass } from '../../components/field.ts';
import { PlanVmRow } from './PlanVmRow.tsx';
import { planVmGrid } from './planVmGrid.ts';
import type { CheckedVm } from './usePlanCheck.ts';
import { fits, type VmState, vmStates } from './vmState.ts';

interface PlanVmTableProps {
  vms: PlanVmState[];
  checked: ReadonlyMap<string, CheckedVm>;
  chosen: ReadonlySet<string>;
  onChoose(chosen: ReadonlySet<string>): void;
  onShow(ref: string): void;
}

/** Pixels. */
const rowHeight = 50;

/** Draws the rows that are seen and no others. */
export function PlanVmTable({ vms, checked, chosen, onChoose, onShow }: PlanVmTableProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [state, setState] = useState<VmState | ''>('');
  const scroller = useRef<HTMLDivElement>(null);
  const found = vms.filter((vm) => fits(vm, checked.get(vm.ref), search, state));
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const choose = (refs: string[], on: boolean) => {
    const next = new Set(chosen);
    for (const ref of refs) {
      if (on) next.add(ref);
      else next.delete(ref);
    }
    onChoose(next);
  };
  const all = found.length > 0 && found.every(({ ref }) => chosen.has(ref));
  const wide = 'max-lg:hidden';
  return (
    <div className="space-y-2">
      <div className="flex flex-wrap gap-2">
        <input
          type="search"
          value={search}
          aria-label={t('plans.searchVm')}
          placeholder={t('plans.searchVm')}
          onChange={({ target }) => setSearch(target.value)}
          className={cx(smallFieldClass, 'max-w-60')}
        />
        <select
          aria-label={t('plans.state')}
          value={state}
          onChange={({ target }) => setState(vmStates.find((one) => one === target.value) ?? '')}
          className={cx(smallFieldClass, 'max-w-44 pr-8')}
        >
          <option value="">{t('inventory.any', { label: t('plans.state') })}</option>
          {vmStates.map((one) => (
            <option key={one} value={one}>
              {t(`plans.vmState.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        {/* biome-ignore lint/a11y/useSemanticElements: a region has a name, a section would be a landmark too many. */}
        <div
          role="group"
          aria-label={t('plans.vmsOfPlan')}
          ref={scroller}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
          tabIndex={0}
          className="max-h-[max(20rem,calc(100dvh-22rem))] overflow-auto focus-visible:outline-offset-[-2px]"
        >
          <table aria-rowcount={found.length + 1} className="block w-full">
            <thead className="sticky top-0 z-10 block border-b border-line bg-sunken text-xs font-medium text-muted">
              <tr aria-rowindex={1} className={cx(planVmGrid, 'h-9')}>
                <th scope="col" className="flex">
                  <input
                    type="checkbox"
                    checked={all}
                    aria-label={t('plans.chooseShown')}
                    onChange={({ target }) =>
                      choose(
                        found.map(({ ref }) => ref),
                        target.checked,
                      )
                    }
                    className="size-4 accent-accent"
                  />
                </th>
                <th scope="col" className="text-left font-medium">
                  {t('plans.column.vm')}
                </th>
                <th scope="col" className="text-left font-medium max-lg:text-right">
                  {t('plans.column.check')}
                </th>
                <th scope="col" className={cx('text-left font-medium', wide)}>
                  {t('plans.column.overrides')}
                </th>
                <th scope="col" className={cx('text-left font-medium', wide)}>
                  {t('plans.column.migration')}
                </th>
              </tr>
            </thead>
            <tbody className="relative block" style={{ height: rows.getTotalSize() }}>
              {rows.getVirtualItems().map(({ index, start }) => {
                const vm = found[index];
                return (
                  vm && (
                    <PlanVmRow
                      key={vm.ref}
                      vm={vm}
                      checked={checked.get(vm.ref)}
                      index={index}
                      top={start}
                      height={rowHeight}
                      chosen={chosen.has(vm.ref)}
                      onChoose={(on) => choose([vm.ref], on)}
                      onShow={() => onShow(vm.ref)}
                    />
                  )
                );
              })}
            </tbody>
          </table>
        </div>
        {found.length === 0 && (
          <p className="px-4 py-8 text-center text-muted">{t(vms.length === 0 ? 'plans.noVms' : 'plans.noVmFits')}</p>
        )}
      </div>
    </div>
  );
}
