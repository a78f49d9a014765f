import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import type { Draft, Offers } from './draft.ts';

interface TargetFieldsProps {
  draft: Draft;
  offers: Offers;
  onChange(part: Partial<Draft>): void;
  errorOf(field: string): string | null;
}

/** Where the new VM goes, and what it is called there. */
export function TargetFields({ draft, offers, onChange, errorOf }: TargetFieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <SelectField
        label={t('migration.node')}
        value={offers.node}
        options={offers.nodes.map((value) => ({ value, label: value }))}
        onChange={(node) => onChange({ node, storage: '', networks: {}, disks: {} })}
      />
      <SelectField
        label={t('migration.storage')}
        value={offers.storage}
        options={offers.storages.map(({ name, type, availableBytes }) => ({
          value: name,
          label: t('create.storageFree', { name, type, free: format.bytes(availableBytes) }),
        }))}
        onChange={(storage) => onChange({ storage })}
      />
      <TextField
        label={t('plans.targetName')}
        value={draft.name}
        maxLength={63}
        autoComplete="off"
        spellCheck={false}
        error={errorOf('name')}
        hint={t('plans.targetNameHint')}
        onChange={(name) => onChange({ name })}
      />
      <TextField
        label="VMID"
        value={draft.vmid}
        inputMode="numeric"
        autoComplete="off"
        error={errorOf('vmid')}
        hint={t('plans.vmidHint')}
        onChange={(vmid) => onChange({ vmid })}
      />
    </div>
  );
}
