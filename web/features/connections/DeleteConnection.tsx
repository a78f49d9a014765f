import { useMutation, useQueryClient } from '@tanstack/react-query';
import { AlertDialog } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ApiProblem } from '../../../client/apiProblem.ts';
import type { Connection } from '../../../contract/connection.ts';
import { api } from '../../api/api.ts';
import { connectionList } from '../../api/inventoryQueries.ts';
import { paths } from '../../api/paths.ts';
import { Button } from '../../components/Button.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';

/** Asks before it deletes; what hinders it is named, with the way there. */
export function DeleteConnection({ connection: { id, name }, onClose }: { connection: Connection; onClose(): void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.deleteConnection({ params: { id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: connectionList.queryKey });
      onClose();
    },
  });
  const hindering = remove.error instanceof ApiProblem ? remove.error.problem.openMigrationId : undefined;
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-shade" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 max-h-[92dvh] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 space-y-4 overflow-y-auto rounded-xl border border-line bg-surface p-5 shadow-2xl outline-none">
          <div className="space-y-1.5">
            <AlertDialog.Title className="text-base font-semibold">
              {t('connections.deleteTitle', { name })}
            </AlertDialog.Title>
            <AlertDialog.Description className="text-muted">{t('connections.deleteText')}</AlertDialog.Description>
          </div>
          {remove.isError && <ErrorNotice error={remove.error} />}
          {hindering && (
            <Link to={paths.migration(hindering)} className="font-medium text-accent hover:underline">
              {t('connections.toMigration')}
            </Link>
          )}
          <div className="flex flex-wrap justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t('command.keepAsIs')}</Button>
            </AlertDialog.Cancel>
            <Button variant="danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
              {t('connections.delete')}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
