import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditOutcomeSchema } from '../../../contract/audit.ts';
import { Button } from '../../components/Button.tsx';
import { smallFieldClass } from '../../components/field.ts';
import { type AuditFilter, instantOf, localInput, textFields } from './auditFilter.ts';

interface AuditFiltersProps {
  filter: AuditFilter;
  onApply(filter: AuditFilter): void;
}

/** Names and ids are looked for whole, so they are applied when they are written to the end. */
export function AuditFilters({ filter, onApply }: AuditFiltersProps) {
  const { t } = useTranslation();
  const id = useId();
  const [draft, setDraft] = useState(filter);
  const change = (part: AuditFilter) => setDraft({ ...draft, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onApply(draft);
  };
  const label = 'mb-1 block text-xs font-medium text-muted';
  return (
    <form
      onSubmit={submit}
      aria-label={t('audit.filter.title')}
      className="grid items-end gap-3 rounded-lg border border-line bg-surface p-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-5"
    >
      {textFields.map((field) => (
        <div key={field}>
          <label htmlFor={`${id}-${field}`} className={label}>
            {t(`audit.filter.${field}`)}
          </label>
          <input
            id={`${id}-${field}`}
            value={draft[field] ?? ''}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            placeholder={field === 'action' ? 'migration.cutover' : undefined}
            onChange={({ target }) => change({ [field]: target.value })}
            className={smallFieldClass}
          />
        </div>
      ))}
      <div>
        <label htmlFor={`${id}-outcome`} className={label}>
          {t('audit.filter.outcome')}
        </label>
        <select
          id={`${id}-outcome`}
          value={draft.outcome ?? ''}
          onChange={({ target }) => change({ outcome: auditOutcomeSchema.safeParse(target.value).data })}
          className={`${smallFieldClass} pr-8`}
        >
          <option value="">{t('audit.filter.anyOutcome')}</option>
          {auditOutcomeSchema.options.map((outcome) => (
            <option key={outcome} value={outcome}>
              {t(`audit.outcome.${outcome}`)}
            </option>
          ))}
        </select>
      </div>
      {(['from', 'to'] as const).map((field) => (
        <div key={field}>
          <label htmlFor={`${id}-${field}`} className={label}>
            {t(`audit.filter.${field}`)}
          </label>
          <input
            id={`${id}-${field}`}
            type="datetime-local"
            step={1}
            defaultValue={localInput(filter[field])}
            onChange={({ target }) => change({ [field]: instantOf(target.value) })}
            className={smallFieldClass}
          />
        </div>
      ))}
      <div className="flex gap-2">
        <Button small type="submit" variant="primary" className="h-8">
          {t('audit.filter.apply')}
        </Button>
        {Object.keys(filter).length > 0 && (
          <Button small className="h-8" onClick={() => onApply({})}>
            {t('action.clear')}
          </Button>
        )}
      </div>
    </form>
  );
}
