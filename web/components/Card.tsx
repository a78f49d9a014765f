import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

interface CardProps {
  title: string;
  /** Right of the title. */
  aside?: ReactNode;
  /** Lists and tables go to the edge. */
  flush?: boolean;
  children: ReactNode;
}

export function Card({ title, aside, flush = false, children }: CardProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="overflow-hidden rounded-lg border border-line bg-surface">
      <header className="flex min-h-11 items-center justify-between gap-3 border-b border-line px-4 py-2">
        <h2 id={id} className="text-sm font-semibold">
          {title}
        </h2>
        {aside}
      </header>
      <div className={cx(!flush && 'px-4 py-3')}>{children}</div>
    </section>
  );
}
