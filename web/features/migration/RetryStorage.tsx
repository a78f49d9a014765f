import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import type { MigrationPlan } from '../../../contract/plan.ts';
import { targetFacts } from '../../api/inventoryQueries.ts';
import { SelectField } from '../../components/SelectField.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { planWithStorage } from './retryPlan.ts';

interface RetryStorageProps {
  migration: Migration;
  /** Null: the plan stays as it is. */
  onChange(plan: MigrationPlan | null): void;
}

/** Another storage for the retry, when the planned one was the trouble. */
export function RetryStorage({ migration: { plan, targetVm }, onChange }: RetryStorageProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [storage, setStorage] = useState(plan.target.storage);
  const { data: facts, isError } = useQuery(targetFacts(plan.target.connectionId));
  // Retrying with the same plan needs no answer of the target.
  if (isError) return null;
  const node = targetVm?.node ?? plan.target.node;
  const offered = (facts?.storages ?? []).filter(
    (each) => each.active && each.content.includes('images') && (node === undefined || each.node === node),
  );
  const labels = new Map([
    [plan.target.storage, plan.target.storage],
    ...offered.map(({ name, type, availableBytes }): [string, string] => [
      name,
      t('create.storageFree', { name, type, free: format.bytes(availableBytes) }),
    ]),
  ]);
  const choose = (name: string) => {
    setStorage(name);
    onChange(name === plan.target.storage ? null : planWithStorage(plan, name));
  };
  return (
    <SelectField
      label={t('migration.storage')}
      value={storage}
      disabled={facts === undefined}
      options={[...labels].map(([value, label]) => ({ value, label }))}
      onChange={choose}
    />
  );
}
