import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/SelectField.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import type { Draft, Offers } from './draft.ts';

interface TargetFieldsProps {
  draft: Draft;
  offers: Offers;
  onChange(part: Partial<Draft>): void;
}

export function TargetFields({ draft, offers, onChange }: TargetFieldsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const plain = (value: string) => ({ value, label: value });
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label={t('migration.node')}
        value={offers.node}
        options={offers.nodes.map(plain)}
        onChange={(node) => onChange({ node, storage: '', bridges: {} })}
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
      {offers.networks.map((network) => (
        <SelectField
          key={network}
          label={t('create.bridgeFor', { network })}
          value={draft.bridges[network] ?? offers.bridges[0] ?? ''}
          options={offers.bridges.map(plain)}
          placeholder={t('create.noBridge')}
          onChange={(bridge) => onChange({ bridges: { ...draft.bridges, [network]: bridge } })}
        />
      ))}
      <SelectField
        label={t('migration.strategy')}
        value={draft.strategy}
        options={[
          { value: 'warm', label: t('create.warm') },
          { value: 'cold', label: t('create.cold') },
        ]}
        onChange={(strategy) => onChange({ strategy: strategy === 'cold' ? 'cold' : 'warm' })}
      />
      <SelectField
        label={t('migration.cutover')}
        value={draft.cutover}
        disabled={draft.strategy === 'cold'}
        options={[
          { value: 'manual', label: t('create.cutoverManual') },
          { value: 'auto', label: t('create.cutoverAuto') },
        ]}
        onChange={(cutover) => onChange({ cutover: cutover === 'auto' ? 'auto' : 'manual' })}
      />
    </div>
  );
}
