import { useTranslation } from 'react-i18next';
import { SelectField } from '../../components/SelectField.tsx';
import { CutoverFields } from '../plans/CutoverFields.tsx';
import type { Draft } from './draft.ts';

interface WhenFieldsProps {
  draft: Draft;
  onChange(part: Partial<Draft>): void;
  errorOf(field: string): string | null;
}

/** How it is moved, and when the short downtime may be. A cold migration is down from its beginning. */
export function WhenFields({ draft, onChange, errorOf }: WhenFieldsProps) {
  const { t } = useTranslation();
  const { strategy, cutover } = draft;
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <SelectField
        label={t('migration.strategy')}
        value={strategy}
        options={[
          { value: 'warm', label: t('create.warm') },
          { value: 'cold', label: t('create.cold') },
        ]}
        onChange={(chosen) => onChange({ strategy: chosen === 'cold' ? 'cold' : 'warm' })}
      />
      {strategy === 'warm' && (
        <CutoverFields value={cutover} errorOf={errorOf} onChange={(text) => onChange({ cutover: text })} />
      )}
      <label className="flex items-start gap-2 sm:col-span-2">
        <input
          type="checkbox"
          checked={draft.startTarget}
          onChange={({ target }) => onChange({ startTarget: target.checked })}
          className="mt-0.5 size-4 shrink-0 accent-accent"
        />
        {t('create.startTarget')}
      </label>
    </div>
  );
}
