import { Skeleton } from './Skeleton.tsx';

/** Holds the place of a list. */
export function RowsLoading({ rows = 5 }: { rows?: number }) {
  return (
    <div aria-busy className="overflow-hidden rounded-lg border border-line bg-surface px-4 py-1">
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
        <Skeleton key={row} className="my-3 h-5" />
      ))}
    </div>
  );
}
