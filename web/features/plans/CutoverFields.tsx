import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { formatUtc, localText } from '../../format/time.ts';
import { type CutoverParts, partsOf, textOf, type WrongCutover } from './cutoverText.ts';

interface CutoverFieldsProps {
  /** As in cutoverText. */
  value: string;
  onChange(value: string): void;
  errorOf(field: WrongCutover): string | null;
}

/** When the short downtime of each VM may happen; times in the reader's zone. */
export function CutoverFields({ value, onChange, errorOf }: CutoverFieldsProps) {
  const { t } = useTranslation();
  const parts = partsOf(value);
  const { mode, budget, from, until } = parts;
  const change = (part: Partial<CutoverParts>) => onChange(textOf({ ...parts, ...part }));
  return (
    <>
      <SelectField
        label={t('migration.cutover')}
        value={mode}
        options={[
          { value: 'manual', label: t('create.cutoverManual') },
          { value: 'at', label: t('plans.cutoverAt') },
          { value: 'auto', label: t('create.cutoverAuto') },
        ]}
        onChange={onChange}
      />
      {mode === 'auto' && (
        <TextField
          label={t('plans.budget')}
          inputMode="numeric"
          value={budget}
          error={errorOf('budget')}
          hint={t('plans.budgetHint')}
          onChange={(text) => change({ budget: text })}
        />
      )}
      {mode !== 'manual' && (
        <>
          <TimeField
            label={t(mode === 'at' ? 'command.when' : 'plans.notBefore')}
            value={from}
            error={errorOf('cutoverAt')}
            hint={mode === 'at' ? undefined : t('plans.notBeforeHint')}
            onChange={(time) => change({ from: time })}
          />
          <TimeField
            label={t('create.until')}
            value={until}
            error={errorOf('until')}
            hint={t(mode === 'at' ? 'create.untilHint' : 'plans.endsByHint')}
            onChange={(time) => change({ until: time })}
          />
        </>
      )}
    </>
  );
}

interface TimeFieldProps {
  label: string;
  /** ISO 8601, or what is none yet. */
  value: string;
  onChange(value: string): void;
  error: string | null;
  /** While it is empty. */
  hint: string | undefined;
}

function TimeField({ label, value, onChange, error, hint }: TimeFieldProps) {
  const { t } = useTranslation();
  const at = new Date(value);
  const known = !Number.isNaN(at.getTime());
  return (
    <TextField
      label={label}
      type="datetime-local"
      value={known ? localText(at) : ''}
      error={error}
      hint={known ? t('command.whenHint', { utc: formatUtc(at.toISOString()) }) : hint}
      onChange={(text) => onChange(text === '' ? '' : new Date(text).toISOString())}
    />
  );
}
