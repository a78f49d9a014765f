import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/SelectField.tsx';
import type { PresetOffers } from './offers.ts';
import { optionsOf, type PresetFieldProps } from './presetFieldProps.ts';

/** Where new VMs and their disks go. */
export function PlacementFields({ draft, onChange, errorOf, offers }: PresetFieldProps & { offers: PresetOffers }) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label={t('migration.node')}
        value={draft.node}
        options={optionsOf(offers.nodes, draft.node, t('presets.anyNode'))}
        error={errorOf('node')}
        onChange={(node) => onChange({ node })}
      />
      <SelectField
        label={t('presets.storage')}
        value={draft.storage}
        options={optionsOf(offers.storages, draft.storage)}
        placeholder={t('create.choose')}
        error={errorOf('storage')}
        onChange={(storage) => onChange({ storage })}
      />
      <SelectField
        label={t('presets.stagingStorage')}
        value={draft.stagingStorage}
        options={optionsOf(offers.stagingStorages, draft.stagingStorage, t('presets.none'))}
        error={errorOf('stagingStorage')}
        onChange={(stagingStorage) => onChange({ stagingStorage })}
      />
      <SelectField
        label={t('presets.pool')}
        value={draft.pool}
        options={optionsOf(offers.pools, draft.pool, t('presets.none'))}
        error={errorOf('pool')}
        onChange={(pool) => onChange({ pool })}
      />
    </div>
  );
}
