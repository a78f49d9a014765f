import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';
import { api } from '../api/api.ts';
import { overviewQuery } from '../api/overviewQueries.ts';
import { commandOrder } from '../features/migration/commandOrder.ts';
import { nameIn } from './migrationCommands.ts';

const shown = 20;

interface OpenMigrations {
  open: MigrationSummary[];
  /** Whether more may be found. */
  searching: boolean;
}

/** Open migrations as events keep them; where there are more than are kept, the server is asked for the name too. */
export function useOpenMigrations(search: string): OpenMigrations {
  const { t } = useTranslation();
  const { data: overview, isLoading } = useQuery(overviewQuery(null));
  const known = overview?.open ?? [];
  const name = nameIn(
    search,
    commandOrder.map((command) => t(`command.${command}`)),
  );
  const { data: found, isFetching } = useQuery({
    queryKey: ['migrations', 'named', name],
    queryFn: ({ signal }) => api.listMigrations({ query: { search: name, open: 'true', limit: shown }, signal }),
    enabled: name !== '' && overview !== undefined && overview.openCount > known.length,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const ids = new Set(known.map(({ id }) => id));
  const others = (found?.items ?? []).filter(({ id }) => !ids.has(id));
  return { open: [...known, ...others], searching: isLoading || isFetching };
}
