import type { Command } from 'commander';
import { type MigrationStatus, migrationStatusSchema } from '../../contract/migration.ts';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';
import { openClient } from '../apiAccess.ts';
import { usageError } from '../exitCode.ts';
import { projectIdOf } from '../namedObjects.ts';
import { duration } from '../quantities.ts';
import { renderMigration } from '../render/migration.ts';
import { printable, table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';
import { several } from './several.ts';

interface ListOptions {
  open?: boolean;
  status?: string[];
  search?: string;
  project?: string;
  limit: string;
}

export function migrationCommands(program: Command, open: OpenContext): void {
  const migrations = program.command('migrations').description('migrations, running and ended');
  migrations
    .command('list', { isDefault: true })
    .description('newest first')
    .option('--open', 'those that have not ended')
    .option('--status <status>', `${migrationStatusSchema.options.join(', ')}; repeat it for others`, several)
    .option('--search <text>', "part of the VM's name")
    .option('--project <project>', 'of this project only')
    .option('--limit <n>', 'at most so many', '50')
    .action((options: ListOptions) => list(open(), options));
  migrations
    .command('show <migration>')
    .description('one in full')
    .option('--fresh', 'as its workflow tells now')
    .action((id: string, { fresh }: { fresh?: boolean }) => show(open(), id, fresh === true));
  migrations
    .command('timeline <migration>')
    .description('what happened, oldest first')
    .action((id: string) => timeline(open(), id));
}

async function list(context: CommandContext, options: ListOptions): Promise<void> {
  const client = openClient(context);
  const wanted = Number(options.limit);
  if (!Number.isInteger(wanted) || wanted < 1) throw usageError(`--limit takes a whole number, not ${options.limit}.`);
  const status = options.status?.map(knownStatus);
  const projectId = await projectIdOf(client, options.project);
  const items: MigrationSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.listMigrations({
      query: {
        cursor,
        limit: Math.min(500, wanted - items.length),
        open: options.open ? 'true' : undefined,
        status,
        search: options.search,
        projectId,
      },
    });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < wanted);
  context.output.result(items, () =>
    table(
      ['MIGRATION', 'VM', 'STATUS', 'STAGE', 'TARGET', 'DOWNTIME', 'BEGUN'],
      items.map((migration) => [
        migration.id,
        migration.vm.name,
        migration.status,
        migration.stage,
        migration.targetVm === null ? '-' : `${migration.targetVm.node}/${migration.targetVm.vmid}`,
        migration.downtime?.ms == null ? '-' : duration(migration.downtime.ms),
        migration.createdAt,
      ]),
    ),
  );
}

async function show(context: CommandContext, id: string, fresh: boolean): Promise<void> {
  const migration = await openClient(context).getMigration({ params: { id }, query: fresh ? { fresh: 'true' } : {} });
  context.output.result(migration, () => renderMigration(migration));
}

async function timeline(context: CommandContext, id: string): Promise<void> {
  const { items } = await openClient(context).getTimeline({ params: { id } });
  context.output.result(items, () =>
    items
      .map(({ at, kind, name, actor, detail }) =>
        printable(`${at}  ${kind} ${name}${actor === null ? '' : ` by ${actor}`}  ${detail}`.trimEnd()),
      )
      .join('\n'),
  );
}

function knownStatus(text: string): MigrationStatus {
  const status = migrationStatusSchema.safeParse(text);
  if (status.success) return status.data;
  throw usageError(`--status takes ${migrationStatusSchema.options.join(', ')}, not ${text}.`);
}
