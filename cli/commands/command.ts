import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { CommandInput } from '../../contract/command.ts';
import { type LimitCalendar, limitCalendarSchema } from '../../contract/limits.ts';
import type { CommandName } from '../../contract/migration.ts';
import { openClient } from '../apiAccess.ts';
import { checkedFile } from '../checkedFile.ts';
import { confirm } from '../confirmation.ts';
import { usageError } from '../exitCode.ts';
import { byteRate } from '../planInput.ts';
import { pointInTime } from '../pointInTime.ts';
import { whatCutoverDoes, whatRollbackDoes } from '../render/whatHappens.ts';
import type { CommandContext, OpenContext } from './context.ts';
import { type PlanCommandOptions, planOf } from './planOptions.ts';

interface CutoverOptions {
  at?: string;
  yes?: boolean;
}

const noQuestion = 'do not ask; what happens is told all the same';

/** What an operator tells a running migration. */
export function commandCommands(program: Command, open: OpenContext): void {
  const simple: [CommandName, string][] = [
    ['pause', 'stop at the next block and hold no slot'],
    ['resume', 'go on after a pause'],
    ['cancel', 'stop and remove what was made; the source stays as it was'],
    ['undo-cutover', 'parked in a cutover: source on again, the replica stays and follows it'],
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
    .command('limit <migration> [rate]')
    .description('bytes per second that it may read from now on, e.g. 50M; none lifts the limit')
    .option('--calendar <file>', 'beside it by the hours of the week, as JSON; none lifts it')
    .action((id: string, rate: string | undefined, options: { calendar?: string }) =>
      send(open(), id, 'limit', limitInput(rate, options.calendar)),
    );
  program
    .command('cutover <migration>')
    .description('shut the source down and go over, now or at a time')
    .option('--at <time>', 'e.g. 2026-01-31T02:00')
    .option('--yes', noQuestion)
    .action((id: string, options: CutoverOptions) => cutover(open(), id, options));
  program
    .command('rollback <migration>')
    .description('after cutover: target away, source on again')
    .option('--yes', noQuestion)
    .action((id: string, { yes }: { yes?: boolean }) => rollback(open(), id, yes === true));
}

function limitInput(rate: string | undefined, calendar: string | undefined): CommandInput {
  if (rate === undefined && calendar === undefined) throw usageError('Name a rate, a --calendar or both.');
  return {
    bytesPerSecond: rate === undefined ? undefined : readRate(rate),
    calendar: calendar === undefined ? undefined : readCalendar(calendar),
  };
}

function readCalendar(file: string): LimitCalendar | null {
  return file === 'none' ? null : checkedFile(file, limitCalendarSchema, 'The calendar does');
}

async function cutover(context: CommandContext, id: string, options: CutoverOptions): Promise<void> {
  const at = options.at === undefined ? undefined : pointInTime('--at', options.at);
  const migration = await openClient(context).getMigration({ params: { id } });
  const question = at === undefined ? 'Cut over now?' : `Cut over at ${at}?`;
  await confirm(context, { text: whatCutoverDoes(migration, at), question, yes: options.yes === true });
  return at === undefined ? send(context, id, 'cutover', {}) : send(context, id, 'schedule', { at });
}

async function rollback(context: CommandContext, id: string, yes: boolean): Promise<void> {
  const migration = await openClient(context).getMigration({ params: { id } });
  await confirm(context, { text: whatRollbackDoes(migration), question: 'Roll back?', yes });
  return send(context, id, 'rollback', {});
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
