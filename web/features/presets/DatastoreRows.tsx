import { useTranslation } from 'react-i18next';
import { MappingRow } from './MappingRow.tsx';
import { optionsOf, type PresetFieldProps } from './presetFieldProps.ts';

interface DatastoreRowsProps extends PresetFieldProps {
  storages: string[];
  /** Datastores that VMs of the source use. */
  known: string[];
}

/** Disks of a datastore without a choice of its own go to the storage of the preset. */
export function DatastoreRows({ draft, onChange, errorOf, storages, known }: DatastoreRowsProps) {
  const { t } = useTranslation();
  const all = [...new Set([...known, ...Object.keys(draft.datastores)])];
  if (all.length === 0) return null;
  const fallback = draft.storage === '' ? t('presets.storage') : draft.storage;
  return (
    <fieldset className="space-y-1">
      <legend className="font-medium">{t('presets.datastores')}</legend>
      <ul className="divide-y divide-line">
        {all.map((datastore) => {
          const row = draft.datastores[datastore] ?? { storage: '', format: '' };
          return (
            <MappingRow
              key={datastore}
              from={datastore}
              label={t('presets.storageFor', { datastore })}
              value={row.storage}
              options={optionsOf(storages, row.storage, t('presets.asPreset', { storage: fallback }))}
              error={errorOf(`datastores.${datastore}`)}
              onChange={(storage) =>
                onChange({ datastores: { ...draft.datastores, [datastore]: { ...row, storage } } })
              }
            />
          );
        })}
      </ul>
    </fieldset>
  );
}
