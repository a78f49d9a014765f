import type { ReactNode } from 'react';

/** Names and their values; what is null is left out. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode][] }) {
  return (
    <dl className="space-y-1.5">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name} className="flex items-baseline justify-between gap-4">
              <dt className="shrink-0 text-muted">{name}</dt>
              <dd className="min-w-0 text-right break-words">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
