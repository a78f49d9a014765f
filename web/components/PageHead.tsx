import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface PageHeadProps {
  title: string;
  /** How much of it there is, beside the title. */
  count?: ReactNode;
  /** What can be done, at the right. */
  children?: ReactNode;
}

export function PageHead({ title, count, children }: PageHeadProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-2">
      <title>{`${title} · ${t('app.name')}`}</title>
      <h1 className="flex min-h-9 flex-wrap items-center gap-x-2.5 text-xl font-semibold tracking-tight">
        {title}
        {count && <span className="text-sm font-normal text-muted">{count}</span>}
      </h1>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  );
}
