import { type ComponentProps, useId } from 'react';
import { cx } from './cx.ts';
import { fieldClass } from './field.ts';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'onChange'> {
  label: string;
  hint?: string;
  /** What is wrong with the value, and what to do about it. */
  error?: string | null;
  onChange(value: string): void;
}

export function TextField({ label, hint, error = null, onChange, className, ...rest }: TextFieldProps) {
  const id = useId();
  const told = error ?? hint;
  return (
    <div className={cx('min-w-0 space-y-1.5', className)}>
      <label htmlFor={id} className="block font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error !== null || undefined}
        aria-describedby={told ? `${id}-told` : undefined}
        onChange={({ target }) => onChange(target.value)}
        className={fieldClass}
        {...rest}
      />
      {told && (
        <p id={`${id}-told`} className={cx('text-xs', error === null ? 'text-muted' : 'text-bad')}>
          {told}
        </p>
      )}
    </div>
  );
}
