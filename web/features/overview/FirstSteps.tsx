import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { connectionList } from '../../api/inventoryQueries.ts';
import { paths } from '../../api/paths.ts';
import { useMay } from '../../api/session.ts';

/** The way to the first migration, for an instance on which there was none. */
export function FirstSteps({ read }: { read: boolean }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(connectionList);
  const mayCreate = useMay('migrations:create');
  const connected = (['vsphere', 'proxmox'] as const).every((kind) => data.some((each) => each.kind === kind));
  const steps = [
    { text: t('overview.startConnect'), to: paths.connections, done: connected },
    { text: t('overview.startRead'), to: paths.inventory, done: read },
    ...(mayCreate ? [{ text: t('overview.startMove'), to: paths.newMigration, done: false }] : []),
  ];
  return (
    <section className="rounded-lg border border-accent/40 bg-surface px-4 py-3.5">
      <h2 className="mb-3 font-semibold">{t('overview.startTitle')}</h2>
      <ol className="grid gap-3 md:grid-cols-3">
        {steps.map(({ text, to, done }, index) => (
          <li key={to} className="flex items-start gap-2.5">
            {done ? (
              <CircleCheck aria-hidden className="size-5 shrink-0 text-good" />
            ) : (
              <span className="grid size-5 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-strong">
                {index + 1}
              </span>
            )}
            <Link to={to} className="hover:text-accent hover:underline">
              {text}
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
