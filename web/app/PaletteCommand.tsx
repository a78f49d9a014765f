import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CommandName } from '../../contract/migration.ts';
import { migrationById } from '../api/migrationQueries.ts';
import { paths } from '../api/paths.ts';
import { ErrorNotice } from '../components/ErrorNotice.tsx';
import { LinkButton } from '../components/LinkButton.tsx';
import { Modal } from '../components/Modal.tsx';
import { Skeleton } from '../components/Skeleton.tsx';
import { StatusBadge } from '../components/StatusBadge.tsx';
import { ConfirmCommand } from '../features/migration/ConfirmCommand.tsx';

interface PaletteCommandProps {
  migrationId: string;
  name: CommandName;
  onClose(): void;
}

/** Asks as the page of the migration does, once it is known how the migration is now. */
export function PaletteCommand({ migrationId, name, onClose }: PaletteCommandProps) {
  const { t } = useTranslation();
  const { data, error, isFetchedAfterMount, refetch } = useQuery({
    ...migrationById(migrationId),
    refetchOnMount: 'always',
  });
  if (data && isFetchedAfterMount && data.allowed.includes(name)) {
    return <ConfirmCommand name={name} migration={data} onClose={onClose} />;
  }
  return (
    <Modal title={`${t(`command.${name}`)}${data ? `: ${data.vm.name}` : ''}`} onClose={onClose}>
      {error ? (
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      ) : data && isFetchedAfterMount ? (
        <>
          <p role="alert" data-not-now={name} className="flex flex-wrap items-center gap-2">
            {t('palette.notNow')} <StatusBadge status={data.status} />
          </p>
          <LinkButton to={paths.migration(migrationId)} onClick={onClose}>
            {t('palette.toMigration')}
          </LinkButton>
        </>
      ) : (
        <Skeleton className="h-10" />
      )}
    </Modal>
  );
}
