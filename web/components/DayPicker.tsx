import { useId } from 'react';
import { cx } from './cx.ts';

interface DayPickerProps {
  label: string;
  choices: { value: number; label: string; long: string }[];
  value: number[];
  error?: string | null;
  hint?: string;
  onChange(value: number[]): void;
}

/** Several of a few: days of the week, weeks of the month. */
export function DayPicker({ label, choices, value, error = null, hint, onChange }: DayPickerProps) {
  const id = useId();
  const told = error ?? hint;
  return (
    <fieldset className="min-w-0 space-y-1.5" aria-describedby={told ? `${id}-told` : undefined}>
      <legend className="font-medium">{label}</legend>
      <div className="flex flex-wrap gap-1">
        {choices.map((choice) => {
          const on = value.includes(choice.value);
          return (
            <label
              key={choice.value}
              title={choice.long}
              className={cx(
                'cursor-pointer rounded-md border px-2.5 py-1.5 text-sm has-focus-visible:outline-2 has-focus-visible:outline-accent',
                on ? 'border-accent bg-accent-soft text-accent-strong' : 'border-line-strong hover:bg-sunken',
              )}
            >
              <input
                type="checkbox"
                className="sr-only"
                aria-label={choice.long}
                checked={on}
                onChange={() => onChange(on ? value.filter((day) => day !== choice.value) : [...value, choice.value])}
              />
              {choice.label}
            </label>
          );
        })}
      </div>
      {told && (
        <p id={`${id}-told`} className={cx('text-xs', error === null ? 'text-muted' : 'text-bad')}>
          {told}
        </p>
      )}
    </fieldset>
  );
}
