import { useMutation } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { VmChoice } from '../../../contract/readiness.ts';
import { Button } from '../../components/Button.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import type { InventoryFilter } from './inventoryFilter.ts';
import { fittingVms } from './inventoryQueries.ts';

interface ChooseFittingProps {
  connectionId: string;
  filter: InventoryFilter;
  /** VMs that fit, templates among them. */
  total: number;
  onChoose(vms: VmChoice[]): void;
}

/** Chooses whatever fits the filter, as the server finds it: rows that nobody has scrolled to as well. */
export function ChooseFitting({ connectionId, filter, total, onChoose }: ChooseFittingProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const choose = useMutation({ mutationFn: () => fittingVms(connectionId, filter), onSuccess: onChoose });
  return (
    <span className="flex flex-wrap items-center gap-2">
      {choose.isError && (
        <span role="alert" className="text-bad">
          {choose.error.message}
        </span>
      )}
      <Button small variant="ghost" disabled={choose.isPending} onClick={() => choose.mutate()}>
        <ListChecks aria-hidden className="size-3.5" />
        {t(choose.isPending ? 'inventory.choosing' : 'inventory.chooseFitting', { formatted: format.count(total) })}
      </Button>
    </span>
  );
}
