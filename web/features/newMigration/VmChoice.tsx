import { useTranslation } from 'react-i18next';
import type { VmSummary } from '../../../contract/vm.ts';
import { Badge } from '../../components/Badge.tsx';
import { cx } from '../../components/cx.ts';
import { useFormat } from '../../i18n/useFormat.ts';

interface VmChoiceProps {
  vm: VmSummary;
  checked: boolean;
  onChoose(): void;
}

export function VmChoice({ vm, checked, onChoose }: VmChoiceProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = [
    `${vm.cpus} CPU`,
    format.bytes(vm.memoryMiB * 1024 ** 2),
    `${t('create.disks', { count: vm.diskCount })}, ${format.bytes(vm.capacityBytes)}`,
    vm.firmware.toUpperCase(),
    vm.guestFullName,
  ];
  return (
    <label
      className={cx(
        'flex items-center gap-3 px-4 py-2',
        checked ? 'bg-accent-soft' : 'hover:bg-sunken/60',
        vm.template ? 'opacity-50' : 'cursor-pointer',
      )}
    >
      <input
        type="radio"
        name="vm"
        value={vm.ref}
        checked={checked}
        disabled={vm.template}
        onChange={onChoose}
        className="accent-accent"
      />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate font-medium">{vm.name}</span>
          <Badge tone={vm.power === 'on' ? 'good' : 'idle'}>{t(`create.power.${vm.power}`)}</Badge>
          {vm.template && <Badge>{t('create.template')}</Badge>}
        </span>
        <span className="block truncate text-xs text-muted">
          {vm.ref} · {facts.join(' · ')}
        </span>
      </span>
    </label>
  );
}
