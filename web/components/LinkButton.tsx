import type { ComponentProps } from 'react';
import { Link } from 'react-router';
import { cx } from './cx.ts';

interface LinkButtonProps extends ComponentProps<typeof Link> {
  primary?: boolean;
  small?: boolean;
}

/** A link to a page that is as weighty as a button. */
export function LinkButton({ primary = false, small = false, className, ...rest }: LinkButtonProps) {
  return (
    <Link
      className={cx(
        'inline-flex items-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors',
        small ? 'h-7 px-2 text-xs' : 'h-9 px-3 text-sm',
        primary
          ? 'border-transparent bg-accent text-on-accent hover:bg-accent-strong'
          : 'border-line-strong bg-surface text-ink hover:bg-sunken',
        className,
      )}
      {...rest}
    />
  );
}
