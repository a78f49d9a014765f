import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

const variants = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  secondary: 'bg-surface text-ink border-line-strong hover:bg-sunken',
  ghost: 'bg-transparent text-muted border-transparent hover:bg-sunken hover:text-ink',
  danger: 'bg-surface text-bad border-bad/40 hover:bg-bad-soft',
};

interface ButtonProps extends ComponentProps<'button'> {
  variant?: keyof typeof variants;
  small?: boolean;
  /** Square, with nothing but an icon: it needs an `aria-label`. */
  icon?: boolean;
}

export function Button({
  variant = 'secondary',
  small = false,
  icon = false,
  className,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={cx(
        'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-50',
        small ? 'h-7 text-xs' : 'h-9 text-sm',
        icon ? (small ? 'w-7' : 'w-9') : small ? 'px-2' : 'px-3',
        variants[variant],
        className,
      )}
      {...rest}
    />
  );
}
