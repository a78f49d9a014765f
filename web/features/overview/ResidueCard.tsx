import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Trash2 } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/api.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Time } from '../../components/Time.tsx';
import { withPageTexts } from '../../i18n/i18n.ts';
import { useChosenProject } from '../../project/projectChoice.ts';

/** Most visits do not look for it. */
const ResidueList = lazy(withPageTexts(async () => ({ default: (await import('./ResidueList.tsx')).ResidueList })));

/** What ended migrations have left. It asks every system, so it is asked for by hand. */
export function ResidueCard() {
  const { t } = useTranslation();
  const projectId = useChosenProject();
  const queryKey = ['residue', projectId];
  const asked = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.getResidue({ query: { projectId: projectId ?? undefined }, signal }),
    enabled: false,
  });
  const left = asked.data?.items.filter(({ inUse }) => !inUse) ?? [];
  const unseen = asked.data?.unseen ?? [];
  return (
    <Card title={t('overview.residue')} aside={asked.data && <Time iso={asked.data.at} />}>
      <div className="space-y-2.5">
        {!asked.data && !asked.isError && <p className="text-muted">{t('overview.residueText')}</p>}
        {asked.isError && <ErrorNotice error={asked.error} />}
        {asked.data && left.length === 0 && unseen.length === 0 && (
          <p className="flex items-center gap-2">
            <CircleCheck aria-hidden className="size-4 text-good" />
            {t('overview.residueNone')}
          </p>
        )}
        {left.length > 0 && (
          <>
            <p className="flex items-center gap-2 font-medium text-warn">
              <Trash2 aria-hidden className="size-4" />
              {t('overview.residueItems', { count: left.length })}
            </p>
            <Suspense fallback={null}>
              <ResidueList items={left} queryKey={queryKey} />
            </Suspense>
          </>
        )}
        {unseen.length > 0 && (
          <p className="text-xs text-warn">
            {t('overview.residueUnseen', { refs: unseen.map(({ ref }) => ref).join(', ') })}
          </p>
        )}
        <Button small disabled={asked.isFetching} onClick={() => void asked.refetch()}>
          {t(asked.isFetching ? 'overview.residueAsking' : 'overview.residueAsk')}
        </Button>
      </div>
    </Card>
  );
}
