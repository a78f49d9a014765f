import { useTranslation } from 'react-i18next';
import { cx } from '../../components/cx.ts';
import { type ArtifactView, artifactViews } from './artifactQueries.ts';

export function ViewChips({ view, onChange }: { view: ArtifactView; onChange(view: ArtifactView): void }) {
  const { t } = useTranslation();
  return (
    <fieldset className="-mx-1 flex min-w-0 max-w-full gap-1 overflow-x-auto px-1 py-1">
      <legend className="sr-only">{t('artifacts.view')}</legend>
      {artifactViews.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={view === one}
          onClick={() => onChange(one)}
          className={cx(
            'h-7 rounded-full border px-2.5 text-xs font-medium whitespace-nowrap',
            view === one
              ? 'border-accent bg-accent-soft text-accent-strong'
              : 'border-line bg-surface text-muted hover:border-line-strong hover:text-ink',
          )}
        >
          {t(`artifacts.views.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}
