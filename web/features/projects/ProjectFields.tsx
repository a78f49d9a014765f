import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../components/TextField.tsx';
import { type ProjectDraft, policies, type WrongField, wrongFields } from './projectDraft.ts';

interface ProjectFieldsProps {
  draft: ProjectDraft;
  onChange(part: Partial<ProjectDraft>): void;
  /** Somebody has tried to go on: what is wrong is told. */
  tried: boolean;
  /** What the API refused, by field. */
  refused: ReadonlyMap<string, string>;
}

/** Name and policy. */
export function ProjectFields({ draft, onChange, tried, refused }: ProjectFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const wrong = wrongFields(draft);
  const errorOf = (field: WrongField) =>
    tried && wrong.includes(field) ? t(`projects.wrong.${field}`) : (refused.get(field) ?? null);
  return (
    <>
      <TextField
        label={t('projects.name')}
        error={errorOf('name')}
        value={draft.name}
        maxLength={80}
        autoComplete="off"
        onChange={(name) => onChange({ name })}
      />
      <fieldset className="space-y-3">
        <legend className="font-medium">{t('projects.policyTitle')}</legend>
        {policies.map((policy) => (
          <div key={policy} className="flex items-start gap-2">
            <input
              id={`${id}-${policy}`}
              type="checkbox"
              checked={draft[policy]}
              aria-describedby={`${id}-${policy}-told`}
              onChange={({ target }) => onChange({ [policy]: target.checked })}
              className="mt-0.5 size-4 shrink-0 accent-accent"
            />
            <div>
              <label htmlFor={`${id}-${policy}`}>{t(`projects.policy.${policy}`)}</label>
              <p id={`${id}-${policy}-told`} className="text-xs text-muted">
                {t(`projects.explain.${policy}`)}
              </p>
            </div>
          </div>
        ))}
      </fieldset>
      <TextField
        label={t('projects.policy.approvalHours')}
        hint={t('projects.explain.approvalHours')}
        error={errorOf('approvalHours')}
        value={draft.approvalHours}
        inputMode="numeric"
        maxLength={4}
        onChange={(approvalHours) => onChange({ approvalHours })}
      />
    </>
  );
}
