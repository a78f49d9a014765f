import { queryOptions } from '@tanstack/react-query';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import { api } from './api.ts';

/** Of every VM of a plan of many. */
export function planForecast(planId: string) {
  return queryOptions({
    queryKey: ['forecasts', 'plan', planId],
    queryFn: ({ signal }) => api.listForecasts({ query: { planId }, signal }),
  });
}

/** Of the VM that a migration is planned for. */
export function vmForecast({ source, target, strategy }: Pick<MigrationPlanInput, 'source' | 'target' | 'strategy'>) {
  const query = { sourceConnectionId: source.connectionId, targetConnectionId: target.connectionId, strategy };
  return queryOptions({
    queryKey: ['forecasts', 'vm', query, source.vm],
    queryFn: ({ signal }) => api.listForecasts({ query: { ...query, vm: [source.vm] }, signal }),
  });
}
