import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { findAccount } from '../namedObjects.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** Where one is logged in. */
export function sessionCommands(program: Command, open: OpenContext): void {
  const sessions = program.command('sessions').description('where you are logged in, or somebody else is');
  sessions
    .command('list', { isDefault: true })
    .description('all of them, the newest first')
    .option('--for <user>', 'of this user')
    .action((options: { for?: string }) => list(open(), options));
  sessions
    .command('end <session>')
    .description('end one by its id')
    .action((id: string) => end(open(), id));
}

async function list(context: CommandContext, { for: whose }: { for?: string }): Promise<void> {
  const client = openClient(context);
  const { items } =
    whose === undefined
      ? await client.listSessions()
      : await client.listUserSessions({ params: { id: (await findAccount(client, whose)).id } });
  context.output.result(items, () =>
    table(
      ['SESSION', 'KIND', 'FROM', 'LAST SEEN', 'ENDS'],
      items.map(({ id, kind, current, address, lastSeenAt, expiresAt }) => [
        ...[current ? `${id} (this)` : id, kind, address ?? '-'],
        ...[lastSeenAt, expiresAt],
      ]),
    ),
  );
}

async function end(context: CommandContext, id: string): Promise<void> {
  await openClient(context).revokeSession({ params: { id } });
  context.output.result({ id }, () => `Session ${id} has ended.`);
}
