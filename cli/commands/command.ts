import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { CommandInput } from '../../contract/command.ts';
import type { CommandName } from '../../contract/migration.ts';
import { openClient } from '../apiAccess.ts';
import { byteRate } from '../planInput.ts';
import { pointInTime } from '../pointInTime.ts';
import type { CommandContext, OpenContext } from './context.ts';
import { type PlanCommandOptions, planOf } from './planOptions.ts';

/** What an operator tells a running migration. */
export function commandCommands(program: Command, open: OpenContext): void {
  const simple: [CommandName, string][] = [
    ['pause', 'stop at the next block and hold no slot'],
    ['resume', 'go on after a pause'],
    ['cancel', 'stop and remove what was made; the source stays as it was'],
    ['rollback', 'after cutover: target away, source on again'],
  ];
  for (const [name, description] of simple) {
    program
      .command(`${name} <migration>`)
      .description(description)
      .action((id: string) => send(open(), id, name, {}));
  }
  program
    .command('retry <migration>')
    .description('try the stage again that parked, perhaps with a corrected plan')
    .option('--plan <file>', 'the corrected plan as JSON')
    .action((id: string, options: PlanCommandOptions) => retry(open(), id, options));
  program
    .command('limit <migration> <rate>')
    .description('bytes per second that it may read from now on, e.g. 50M; none lifts the limit')
    .action((id: string, rate: string) => send(open(), id, 'limit', { bytesPerSecond: readRate(rate) }));
  program
    .command('cutover <migration>')
    .description('shut the source down and go over, now or at a time')
    .option('--at <time>', 'e.g. 2026-01-31T02:00')
    .action((id: string, { at }: { at?: string }) =>
      at === undefined
        ? send(open(), id, 'cutover', {})
        : send(open(), id, 'schedule', { at: pointInTime('--at', at) }),
    );
}

function readRate(text: string): number | null {
  return text === 'none' ? null : byteRate('RATE', text);
}

async function retry(context: CommandContext, id: string, options: PlanCommandOptions): Promise<void> {
  if (options.plan === undefined) return send(context, id, 'retry', {});
  const input = await planOf(openClient(context), undefined, { plan: options.plan });
  return send(context, id, 'retry', { plan: input as CommandInput['plan'] });
}

async function send(context: CommandContext, id: string, name: CommandName, body: CommandInput): Promise<void> {
  const client = openClient(context);
  const migration = await client.commandMigration({ params: { id, name }, body, idempotencyKey: randomUUID() });
  context.output.result(migration, () => `${migration.vm.name} is ${migration.status}, ${migration.stage}.`);
}
