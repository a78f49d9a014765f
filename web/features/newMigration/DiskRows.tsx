import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/useFormat.ts';
import { MappingRow } from '../presets/MappingRow.tsx';
import { optionsOf } from '../presets/presetFieldProps.ts';
import type { Draft, Offers } from './draft.ts';

interface DiskRowsProps {
  draft: Draft;
  offers: Offers;
  onChange(part: Pick<Draft, 'disks'>): void;
}

/** Disks go to the storage of all, unless one has a storage of its own. */
export function DiskRows({ draft, offers, onChange }: DiskRowsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const storages = offers.storages.map(({ name }) => name);
  const forAll = t('presets.asPreset', { storage: offers.storage });
  if (offers.disks.length === 0) return null;
  return (
    <fieldset className="min-w-0 space-y-1">
      <legend className="font-medium">{t('create.disksTo')}</legend>
      <ul className="divide-y divide-line">
        {offers.disks.map(({ id, label, capacityBytes }) => {
          const own = draft.disks[id] ?? '';
          return (
            <MappingRow
              key={id}
              from={`${label}, ${format.bytes(capacityBytes)}`}
              label={t('create.storageForDisk', { disk: label })}
              value={own}
              options={optionsOf(storages, own, forAll)}
              error={null}
              onChange={(storage) => onChange({ disks: { ...draft.disks, [id]: storage } })}
            />
          );
        })}
      </ul>
    </fieldset>
  );
}
