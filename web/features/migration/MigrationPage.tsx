import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import type { Migration } from '../../../contract/migration.ts';
import { migrationById } from '../../api/migrationQueries.ts';
import { paths } from '../../api/paths.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { ApprovalNotice } from './ApprovalNotice.tsx';
import { CertificateCard } from './CertificateCard.tsx';
import { ConvergenceCard } from './ConvergenceCard.tsx';
import { DisksCard } from './DisksCard.tsx';
import { DowntimeCard } from './DowntimeCard.tsx';
import { FindingsCard } from './FindingsCard.tsx';
import { GuestCard } from './GuestCard.tsx';
import { HoldNotice } from './HoldNotice.tsx';
import { LeftoversCard } from './LeftoversCard.tsx';
import { LogCard } from './LogCard.tsx';
import { MigrationHeader } from './MigrationHeader.tsx';
import { ParkedNotice } from './ParkedNotice.tsx';
import { PlanCard } from './PlanCard.tsx';
import { ResultCard } from './ResultCard.tsx';
import { ScreenCard } from './ScreenCard.tsx';
import { StagesCard } from './StagesCard.tsx';

/** One migration, live. */
export function MigrationPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const { data: migration, error, isError, refetch } = useQuery(migrationById(id));
  return (
    <div className="space-y-4">
      <title>{`${migration?.vm.name ?? t('list.title')} · ${t('app.name')}`}</title>
      <Link to={paths.migrations} className="inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink">
        <ArrowLeft aria-hidden className="size-3.5" />
        {t('nav.migrations')}
      </Link>
      {isError && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {migration ? <Details key={migration.id} migration={migration} /> : !isError && <Loading />}
    </div>
  );
}

function Details({ migration }: { migration: Migration }) {
  return (
    <>
      <MigrationHeader migration={migration} />
      {migration.endedAt === null && <ApprovalNotice migrationId={migration.id} />}
      {migration.parked && <ParkedNotice migration={migration} parked={migration.parked} />}
      {migration.status === 'holding' && <HoldNotice migration={migration} />}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4">
          <StagesCard migration={migration} />
          <DisksCard migration={migration} />
          <ConvergenceCard migration={migration} />
          <ResultCard migration={migration} />
          <Findings migration={migration} narrow={false} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <DowntimeCard migration={migration} />
          <CertificateCard migration={migration} />
          <GuestCard migration={migration} />
          <ScreenCard migration={migration} />
          <LeftoversCard migration={migration} />
          <PlanCard migration={migration} />
        </div>
        <Findings migration={migration} narrow />
      </div>
    </>
  );
}

/** Beside the cards on wide screens, below them on narrow ones. */
function Findings({ migration, narrow }: { migration: Migration; narrow: boolean }) {
  return (
    <div className={narrow ? 'flex min-w-0 flex-col gap-4 xl:hidden' : 'flex flex-col gap-4 max-xl:hidden'}>
      <FindingsCard migration={migration} />
      <LogCard migration={migration} />
    </div>
  );
}

function Loading() {
  return (
    <div aria-busy className="space-y-4">
      <Skeleton className="h-9 w-72" />
      <Skeleton className="h-28" />
      <Skeleton className="h-64" />
    </div>
  );
}
