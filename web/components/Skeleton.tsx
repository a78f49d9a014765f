import { cx } from './cx.ts';

/** Holds the place of what is being fetched. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx('motion-safe:animate-pulse rounded bg-sunken', className)} />;
}
