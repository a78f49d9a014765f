import { GitMerge } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/Button.tsx';
import type { FieldChange } from './rebase.ts';

interface ConflictNoticeProps {
  conflict: { by: string; changes: FieldChange[]; putOnTop(): void; takeTheirs(): void };
  /** The name of a field as the form has it. */
  nameOf(path: string[]): string;
  /** A value as the form says it. Absent, null or undefined: as it is stored. */
  wordsOf?(path: string[], value: unknown): string | null | undefined;
}

/** What somebody else saved meanwhile, field by field. Nothing is sent before the operator has chosen. */
export function ConflictNotice({ conflict, nameOf, wordsOf }: ConflictNoticeProps) {
  const { t } = useTranslation();
  const { by, changes, putOnTop, takeTheirs } = conflict;
  const said = (path: string[], value: unknown) => (isEmpty(value) ? '–' : (wordsOf?.(path, value) ?? shown(value)));
  return (
    <div role="alert" data-conflict className="space-y-3 rounded-lg border border-warn/40 bg-warn-soft p-3 text-sm">
      <p className="flex items-start gap-2 font-semibold text-warn">
        <GitMerge aria-hidden className="mt-0.5 size-4 shrink-0" />
        {t('edit.changedBy', { who: by })}
      </p>
      {changes.length === 0 && <p>{t('edit.nothingShown')}</p>}
      <ul className="space-y-1.5">
        {changes.map(({ path, before, theirs, mine, contested }) => (
          <li key={path.join('/')} data-changed={path.join('.')} className="break-words">
            <span className="font-medium">{nameOf(path)}</span>:{' '}
            {t('edit.fromTo', { before: said(path, before), theirs: said(path, theirs) })}
            {contested && <span className="text-warn"> · {t('edit.contested', { mine: said(path, mine) })}</span>}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button small onClick={putOnTop}>
          {t('edit.putOnTop')}
        </Button>
        <Button small onClick={takeTheirs}>
          {t('edit.takeTheirs')}
        </Button>
      </div>
      <p className="text-xs text-muted">{t('edit.hint')}</p>
    </div>
  );
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
