import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../../contract/connection.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { Time } from '../../components/Time.tsx';
import { InstallMover } from './InstallMover.tsx';
import { moversOf } from './moverQueries.ts';
import { NodeCard } from './NodeCard.tsx';

/** Milliseconds; while somebody waits for a new mover to be seen. */
const lookEvery = 5000;

/** A target that does not answer hides no other. */
export function TargetMovers({ target: { id, name } }: { target: Connection }) {
  const { t } = useTranslation();
  const [installing, setInstalling] = useState<string | null>(null);
  const asked = useQuery({ ...moversOf(id), refetchInterval: installing === null ? false : lookEvery });
  const served = asked.data?.filter(({ listening }) => listening).length ?? 0;
  const node = asked.data?.find((one) => one.node === installing);
  return (
    <section data-target={name} aria-label={name} className="space-y-2">
      <h2 className="flex flex-wrap items-baseline gap-x-2 text-sm font-semibold">
        {name}
        {asked.data && (
          <span className="font-normal text-muted">
            {t('movers.listening', { count: served })} · {t('movers.asOf')}{' '}
            <Time iso={new Date(asked.dataUpdatedAt).toISOString()} />
          </span>
        )}
      </h2>
      {asked.isError && <ErrorNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.isPending && <RowsLoading rows={3} />}
      {asked.data?.length === 0 && (
        <p className="rounded-lg border border-dashed border-line-strong px-4 py-6 text-center text-muted">
          {t('movers.noNodes')}
        </p>
      )}
      <div className="grid items-start gap-4 md:grid-cols-2 2xl:grid-cols-3">
        {asked.data?.map((one) => (
          <NodeCard key={one.node} node={one} onInstall={() => setInstalling(one.node)} />
        ))}
      </div>
      {node && <InstallMover node={node} onClose={() => setInstalling(null)} />}
    </section>
  );
}
