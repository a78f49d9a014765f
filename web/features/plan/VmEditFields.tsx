import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { targetFacts } from '../../api/inventoryQueries.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { offersOf } from '../presets/offers.ts';
import { optionsOf } from '../presets/presetFieldProps.ts';
import { leave, type VmEdit } from './vmEdit.ts';

interface VmEditFieldsProps {
  edit: VmEdit;
  onChange(part: Partial<VmEdit>): void;
  targetId: string;
  several: boolean;
  vmidError: string | null;
}

export function VmEditFields({ edit, onChange, targetId, several, vmidError }: VmEditFieldsProps) {
  const { t } = useTranslation();
  const facts = useQuery(targetFacts(targetId));
  const node = edit.node === leave ? '' : edit.node;
  const offers = facts.data
    ? offersOf(facts.data, node)
    : { nodes: [], storages: [], stagingStorages: [], bridges: [], pools: [] };
  const asked = (offered: string[], value: string) => {
    const options = optionsOf(offered, value === leave ? '' : value, t('plans.asThePlan'));
    return several ? [{ value: leave, label: t('plans.leave') }, ...options] : options;
  };
  const strategies = asked([], '').concat(
    { value: 'warm', label: t('create.warm') },
    { value: 'cold', label: t('create.cold') },
  );
  return (
    <>
      {facts.isError && <ErrorNotice error={facts.error} onRetry={() => void facts.refetch()} />}
      <fieldset disabled={edit.remove} className="grid gap-4 disabled:opacity-60 sm:grid-cols-2">
        <legend className="sr-only">{t('plans.column.overrides')}</legend>
        <SelectField
          label={t('migration.node')}
          value={edit.node}
          options={asked(offers.nodes, edit.node)}
          onChange={(chosen) => onChange({ node: chosen })}
        />
        <SelectField
          label={t('migration.storage')}
          value={edit.storage}
          options={asked(offers.storages, edit.storage)}
          onChange={(storage) => onChange({ storage })}
        />
        <SelectField
          label={t('presets.pool')}
          value={edit.pool}
          options={asked(offers.pools, edit.pool)}
          onChange={(pool) => onChange({ pool })}
        />
        <SelectField
          label={t('migration.strategy')}
          value={edit.strategy}
          options={strategies}
          onChange={(strategy) => onChange({ strategy })}
        />
        {!several && (
          <>
            <TextField
              label={t('plans.targetName')}
              hint={t('plans.targetNameHint')}
              value={edit.name}
              maxLength={63}
              spellCheck={false}
              onChange={(name) => onChange({ name })}
            />
            <TextField
              label="VMID"
              hint={t('plans.vmidHint')}
              inputMode="numeric"
              value={edit.vmid}
              error={vmidError}
              onChange={(vmid) => onChange({ vmid: vmid.trim() })}
            />
          </>
        )}
      </fieldset>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={edit.remove}
          onChange={({ target }) => onChange({ remove: target.checked })}
          className="size-4 accent-accent"
        />
        {t('plans.takeOutLabel')}
      </label>
    </>
  );
}
