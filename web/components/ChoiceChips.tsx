import { cx } from './cx.ts';

interface ChoiceChipsProps<T extends string> {
  label: string;
  choices: readonly { value: T; text: string }[];
  value: T;
  onChange(value: T): void;
}

/** One of a few, all of them in sight. */
export function ChoiceChips<T extends string>({ label, choices, value, onChange }: ChoiceChipsProps<T>) {
  return (
    <fieldset className="-mx-1 flex min-w-0 max-w-full gap-1 overflow-x-auto px-1 py-1">
      <legend className="sr-only">{label}</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          className={cx(
            'h-7 rounded-full border px-2.5 text-xs font-medium whitespace-nowrap',
            choice.value === value
              ? 'border-accent bg-accent-soft text-accent-strong'
              : 'border-line bg-surface text-muted hover:border-line-strong hover:text-ink',
          )}
        >
          {choice.text}
        </button>
      ))}
    </fieldset>
  );
}
