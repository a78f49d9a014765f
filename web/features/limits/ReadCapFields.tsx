import { useTranslation } from 'react-i18next';
import { TextField } from '../../components/TextField.tsx';
import type { LimitsDraft } from './limitsDraft.ts';

interface ReadCapFieldsProps {
  draft: LimitsDraft['reads'];
  onChange(draft: LimitsDraft['reads']): void;
  errorOf(field: string): string | null;
}

/** How many reads may be in flight. */
export function ReadCapFields({ draft, onChange, errorOf }: ReadCapFieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="min-w-0 space-y-3">
      <legend className="font-medium">{t('limits.reads')}</legend>
      <p className="text-xs text-muted">{t('limits.readsHint')}</p>
      <div className="grid gap-3 sm:grid-cols-3">
        {(['perMover', 'perHost', 'perDatastore'] as const).map((name) => (
          <TextField
            key={name}
            label={t(`limits.${name}`)}
            inputMode="numeric"
            autoComplete="off"
            placeholder={t('settings.noLimit')}
            value={draft[name]}
            error={errorOf(`reads.${name}`)}
            onChange={(text) => onChange({ ...draft, [name]: text })}
          />
        ))}
      </div>
    </fieldset>
  );
}
