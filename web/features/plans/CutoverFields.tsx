import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { formatUtc, localText } from '../../format/time.ts';

interface CutoverFieldsProps {
  /** As in PlanDraft. */
  value: string;
  onChange(value: string): void;
  atError: string | null;
  budgetError: string | null;
}

/** When the short downtime of each VM may happen; times in the reader's zone. */
export function CutoverFields({ value, onChange, atError, budgetError }: CutoverFieldsProps) {
  const { t } = useTranslation();
  const [mode = 'manual', rest = ''] = value.split(' ');
  const at = new Date(rest);
  const known = mode === 'at' && !Number.isNaN(at.getTime());
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
      {mode === 'at' && (
        <TextField
          label={t('command.when')}
          type="datetime-local"
          value={known ? localText(at) : ''}
          error={atError}
          hint={known ? t('command.whenHint', { utc: formatUtc(at.toISOString()) }) : undefined}
          onChange={(text) => onChange(text === '' ? 'at' : `at ${new Date(text).toISOString()}`)}
        />
      )}
      {mode === 'auto' && (
        <TextField
          label={t('plans.budget')}
          inputMode="numeric"
          value={rest}
          error={budgetError}
          hint={t('plans.budgetHint')}
          onChange={(text) => onChange(text.trim() === '' ? 'auto' : `auto ${text.trim()}`)}
        />
      )}
    </>
  );
}
