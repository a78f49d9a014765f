import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldClass } from '../../components/field.ts';
import { serverNow } from '../../format/serverClock.ts';
import { formatUtc } from '../../format/time.ts';
import { useNow } from '../../format/useNow.ts';

/** A time to come, in the reader's zone; tells null while it is none. */
export function ScheduleField({ onChange }: { onChange(at: string | null): void }) {
  const { t } = useTranslation();
  const id = useId();
  const now = useNow();
  const [text, setText] = useState('');
  const chosen = text === '' ? null : new Date(text);
  const past = chosen !== null && chosen.getTime() <= now;
  const change = (value: string) => {
    setText(value);
    const at = value === '' ? null : new Date(value);
    onChange(at !== null && at.getTime() > serverNow() ? at.toISOString() : null);
  };
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="font-medium">
        {t('command.when')}
      </label>
      <input
        id={id}
        type="datetime-local"
        value={text}
        aria-invalid={past}
        aria-describedby={`${id}-hint`}
        onChange={({ target }) => change(target.value)}
        className={fieldClass}
      />
      <p id={`${id}-hint`} className={past ? 'text-xs text-bad' : 'text-xs text-muted'}>
        {past ? t('command.whenPast') : chosen && t('command.whenHint', { utc: formatUtc(chosen.toISOString()) })}
      </p>
    </div>
  );
}
