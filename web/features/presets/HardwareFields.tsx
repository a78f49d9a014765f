import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import type { PresetFieldProps } from './presetFieldProps.ts';

/** What new VMs show their guests. */
export function HardwareFields({ draft: { hardware }, onChange, errorOf }: PresetFieldProps<'hardware'>) {
  const { t } = useTranslation();
  const change = (part: Partial<typeof hardware>) => onChange({ hardware: { ...hardware, ...part } });
  const models = (['keep', 'virtio'] as const).map((value) => ({
    value,
    label: t(`migration.hardwareChoice.${value}`),
  }));
  const choiceOf = (value: string) => (value === 'virtio' ? 'virtio' : 'keep');
  return (
    <fieldset className="space-y-3">
      <legend className="font-medium">{t('migration.hardware')}</legend>
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField
          label={t('presets.controller')}
          value={hardware.controller}
          options={models}
          error={errorOf('hardware.controller')}
          onChange={(controller) => change({ controller: choiceOf(controller) })}
        />
        <SelectField
          label={t('presets.nic')}
          value={hardware.nic}
          options={models}
          error={errorOf('hardware.nic')}
          onChange={(nic) => change({ nic: choiceOf(nic) })}
        />
        <TextField
          label={t('presets.cpuType')}
          error={errorOf('hardware.cpuType')}
          value={hardware.cpuType}
          spellCheck={false}
          onChange={(cpuType) => change({ cpuType })}
        />
      </div>
      <label className="flex items-start gap-2">
        <input
          type="checkbox"
          checked={hardware.driversConfirmed}
          onChange={({ target }) => change({ driversConfirmed: target.checked })}
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
        {t('presets.driversConfirmed')}
      </label>
    </fieldset>
  );
}
