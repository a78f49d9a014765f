import { type ReactNode, useId } from 'react';

/** A part of the document under its heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="space-y-2">
      <h2 id={id} className="border-b border-line-strong pb-1 text-base font-semibold break-after-avoid">
        {title}
      </h2>
      {children}
    </section>
  );
}
