import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { renderFindings } from '../render/findings.ts';
import type { CommandContext, OpenContext } from './context.ts';
import { type PlanCommandOptions, planOf, withPlanOptions } from './planOptions.ts';
import { watch } from './watch.ts';

interface MigrateOptions extends PlanCommandOptions {
  watch?: boolean;
  key?: string;
}

export function migrateCommands(program: Command, open: OpenContext): void {
  withPlanOptions(program.command('preflight [vm]').description('what would happen with a plan; makes nothing')).action(
    (vm: string | undefined, options: PlanCommandOptions) => preflight(open(), vm, options),
  );
  withPlanOptions(program.command('migrate [vm]').description('move a VM'))
    .option('--watch', 'stay and tell how it goes')
    .option('--key <key>', 'the same key never starts a second migration')
    .action((vm: string | undefined, options: MigrateOptions) => migrate(open(), vm, options));
}

async function preflight(context: CommandContext, vm: string | undefined, options: PlanCommandOptions): Promise<void> {
  const client = openClient(context);
  const report = await client.preflight({ body: await planOf(client, vm, options) });
  const blockers = report.findings.filter(({ severity }) => severity === 'blocker').length;
  context.output.result(report, () =>
    [
      `${report.vm.name} (${report.vm.ref}) would move ${report.strategy}, ${report.route}, by ${report.transport}.`,
      renderFindings(report.findings),
    ].join('\n\n'),
  );
  if (blockers > 0) throw new CliError(exitCodes.refused, `${blockers} finding(s) block this migration.`);
}

async function migrate(context: CommandContext, vm: string | undefined, options: MigrateOptions): Promise<void> {
  const client = openClient(context);
  const plan = await planOf(client, vm, options);
  const idempotencyKey = options.key ?? randomUUID();
  const migration = await client.createMigration({ body: plan, idempotencyKey });
  if (options.watch === true) {
    context.output.event({ type: 'created', id: migration.id }, () => `Migration ${migration.id} has begun.`);
    await watch(context, migration.id);
    return;
  }
  context.output.result(migration, () =>
    [`Migration ${migration.id} of ${migration.vm.name} has begun.`, `  drover watch ${migration.id}`].join('\n'),
  );
}
