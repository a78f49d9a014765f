import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ClipboardCheck, Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { newIdempotencyKey } from '../../../client/idempotencyKey.ts';
import type { MigrationPlanInput } from '../../../contract/plan.ts';
import { api } from '../../api/api.ts';
import { vmForecast } from '../../api/forecastQueries.ts';
import { migrationKeys } from '../../api/migrationQueries.ts';
import { paths } from '../../api/paths.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { FindingList } from '../../components/FindingList.tsx';
import { VmForecastFacts } from '../../components/VmForecastFacts.tsx';
import { Review } from './Review.tsx';

interface PreflightStepProps {
  plan: MigrationPlanInput;
  diskName(id: string): string;
}

/** Says what would happen, then makes it happen. Another plan wants another preflight. */
export function PreflightStep({ plan, diskName }: PreflightStepProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const preflight = useMutation({ mutationFn: () => api.preflight({ body: plan }) });
  const start = useMutation({
    mutationFn: () => api.createMigration({ body: plan, idempotencyKey }),
    onSuccess: (migration) => {
      client.setQueryData(migrationKeys.one(migration.id), migration);
      void client.invalidateQueries({ queryKey: migrationKeys.lists });
      return navigate(paths.migration(migration.id));
    },
  });
  const report = preflight.data;
  // What preflight found out: cold, for instance, when no mover is reachable.
  const forecast = useQuery({
    ...vmForecast({ ...plan, strategy: report?.strategy ?? plan.strategy }),
    enabled: report !== undefined,
  });
  const [expected] = forecast.data?.items ?? [];
  const blocked = report?.findings.some(({ severity }) => severity === 'blocker') ?? true;
  return (
    <Card
      title={t('stage.preflight')}
      aside={
        report && (
          <span className="flex gap-1.5">
            <Badge>{t(`strategy.${report.strategy}`)}</Badge>
            <Badge>{t(`route.${report.route}`)}</Badge>
            <Badge>{report.transport}</Badge>
          </span>
        )
      }
    >
      <div className="space-y-4">
        {preflight.isError && <ErrorNotice error={preflight.error} />}
        {!report && <p className="text-muted">{t('create.preflightText')}</p>}
        {report && report.findings.length === 0 && <p className="text-good">{t('findings.none')}</p>}
        {report && report.findings.length > 0 && <FindingList findings={report.findings} />}
        {forecast.data && expected && <VmForecastFacts forecast={expected} basedOn={forecast.data.basedOn} />}
        {report && <Review plan={plan} report={report} diskName={diskName} />}
        {report && blocked && <p className="font-medium text-bad">{t('create.blocked')}</p>}
        {start.isError && <ErrorNotice error={start.error} />}
        <div className="flex flex-wrap gap-2">
          <Button disabled={preflight.isPending || start.isPending} onClick={() => preflight.mutate()}>
            <ClipboardCheck aria-hidden className="size-4" />
            {t(preflight.isPending ? 'create.checking' : 'create.check')}
          </Button>
          <Button variant="primary" disabled={blocked || start.isPending} onClick={() => start.mutate()}>
            <Play aria-hidden className="size-4" />
            {t(start.isPending ? 'create.starting' : 'create.start')}
          </Button>
        </div>
      </div>
    </Card>
  );
}
