import { useVirtualizer } from '@tanstack/react-virtual';
import { FileUp, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../api/paths.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { overrideRows } from '../plan/overrideRows.ts';
import type { PlannedVm } from './plannedVm.ts';

interface PlannedVmsProps {
  vms: PlannedVm[];
  onChange(vms: PlannedVm[]): void;
  /** Null: where to is not known yet. */
  onImport: (() => void) | null;
}

/** Pixels. */
const rowHeight = 36;

/** What the plan is to hold. */
export function PlannedVms({ vms, onChange, onImport }: PlannedVmsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: vms.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const bytes = vms.reduce((sum, { capacityBytes }) => sum + capacityBytes, 0);
  return (
    <Card
      flush
      title={`${t('plans.vms', { count: vms.length })}${vms.length > 0 ? ` · ${format.bytes(bytes)}` : ''}`}
      aside={
        <span className="flex flex-wrap justify-end gap-2">
          <Button
            small
            disabled={onImport === null}
            title={onImport === null ? t('importVms.needsPreset') : undefined}
            onClick={() => onImport?.()}
          >
            <FileUp aria-hidden className="size-3.5" />
            {t('importVms.open')}
          </Button>
          <LinkButton small to={paths.inventory}>
            {t('plans.toInventory')}
          </LinkButton>
        </span>
      }
    >
      {vms.length === 0 && <p className="px-4 py-8 text-center text-muted">{t('plans.chooseInInventory')}</p>}
      {/* biome-ignore lint/a11y/useSemanticElements: a region has a name, a section would be a landmark too many. */}
      <div
        role="group"
        aria-label={t('plans.vmsOfPlan')}
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
        tabIndex={0}
        className="max-h-80 overflow-auto focus-visible:outline-offset-[-2px]"
      >
        <ul className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const vm = vms[index];
            return (
              vm && (
                <li
                  key={vm.ref}
                  data-planned={vm.ref}
                  className="absolute inset-x-0 flex items-center gap-3 border-b border-line px-4"
                  style={{ height: rowHeight, transform: `translateY(${start}px)` }}
                >
                  <span className="min-w-0 flex-1 truncate">
                    <span className="font-medium">{vm.name}</span>{' '}
                    <span className="font-mono text-xs text-muted">
                      {overrideRows(vm.overrides)
                        .map(([name, value]) => `${name} ${value}`)
                        .join(', ')}
                    </span>
                  </span>
                  <span className="shrink-0 text-xs text-muted">{format.bytes(vm.capacityBytes)}</span>
                  <Button
                    icon
                    small
                    variant="ghost"
                    aria-label={t('plans.leaveOut', { name: vm.name })}
                    onClick={() => onChange(vms.filter(({ ref }) => ref !== vm.ref))}
                  >
                    <X aria-hidden className="size-3.5" />
                  </Button>
                </li>
              )
            );
          })}
        </ul>
      </div>
    </Card>
  );
}
