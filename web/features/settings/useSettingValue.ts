import { useTranslation } from 'react-i18next';
import type { SettingEntry } from '../../../contract/settingEntry.ts';
import type { SettingUnit } from '../../../contract/settings.ts';
import { useFormat } from '../../i18n/useFormat.ts';

/** What a setting's number counts, in words. */
export function useUnit() {
  const { t } = useTranslation();
  return (unit: SettingUnit): string => (unit === 'percent' ? '%' : t(`settings.unit.${unit}`));
}

/** A value of a setting in words, with its unit. */
export function useSettingValue() {
  const { t } = useTranslation();
  const { count } = useFormat();
  const unitOf = useUnit();
  return (entry: Pick<SettingEntry, 'unit'> | undefined, value: unknown): string => {
    if (value === null) return t('settings.noLimit');
    if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
    return entry?.unit ? `${count(value)} ${unitOf(entry.unit)}` : count(value);
  };
}
