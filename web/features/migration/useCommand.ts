import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CommandInput } from '../../../contract/command.ts';
import type { CommandName, Migration } from '../../../contract/migration.ts';
import { api } from '../../api/api.ts';
import { approvalKeys } from '../../api/approvalQueries.ts';
import { migrationKeys } from '../../api/migrationQueries.ts';

export interface CommandRequest {
  name: CommandName;
  input?: CommandInput;
  /** One per decision: sending it again does nothing twice. */
  idempotencyKey: string;
}

/** Sends a command; nothing is shown as done before the workflow has said so. */
export function useCommand(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, input, idempotencyKey }: CommandRequest) =>
      api.commandMigration({ params: { id, name }, body: input, idempotencyKey }),
    onSuccess: (migration) => {
      client.setQueryData<Migration>(migrationKeys.one(id), (known) =>
        known !== undefined && known.revision > migration.revision ? known : migration,
      );
    },
    // A refusal means that what is shown is old.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: migrationKeys.one(id) }),
        client.invalidateQueries({ queryKey: migrationKeys.timeline(id) }),
        client.invalidateQueries({ queryKey: approvalKeys.all }),
      ]),
  });
}
