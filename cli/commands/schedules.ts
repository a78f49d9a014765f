import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { allSchedules, findSchedule } from '../namedObjects.ts';
import { renderStarts } from '../render/plan.ts';
import { renderCalendar, renderCutover, renderNext, renderRunCounts, renderRuns } from '../render/schedule.ts';
import { printable, table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** When plans are started; `drover apply` makes and changes schedules. */
export function scheduleCommands(program: Command, open: OpenContext): void {
  const schedules = program.command('schedules').description('when plans, or waves of them, are started');
  schedules
    .command('list', { isDefault: true })
    .description('all of them, with the next time and the last run')
    .action(() => list(open()));
  schedules
    .command('show <schedule>')
    .description('one in full: the next five times, what was missed, and its last runs')
    .action((name: string) => show(open(), name));
  schedules
    .command('result <schedule> [run]')
    .description('what became of each VM in a run; without its id in the last')
    .action((name: string, run: string | undefined) => result(open(), name, run));
  schedules
    .command('pause <schedule>')
    .description('let no run begin until it is resumed')
    .option('--note <text>', 'why')
    .action((name: string, { note }: { note?: string }) => pause(open(), name, { note, paused: true }));
  schedules
    .command('resume <schedule>')
    .description('let runs begin again; what passed meanwhile is not made up for')
    .option('--note <text>', 'why')
    .action((name: string, { note }: { note?: string }) => pause(open(), name, { note, paused: false }));
  schedules
    .command('run <schedule>')
    .description('begin a run now, also of one that is paused')
    .action((name: string) => run(open(), name));
  schedules
    .command('remove <schedule>')
    .description('forget it and its list of runs; migrations that it started go on')
    .action((name: string) => remove(open(), name));
}

async function list(context: CommandContext): Promise<void> {
  const schedules = await allSchedules(openClient(context));
  context.output.result(schedules, () =>
    table(
      ['SCHEDULE', 'PLAN', 'WHEN', 'ZONE', 'NEXT', 'LAST RUN'],
      schedules.map((schedule) => [
        ...[schedule.name, schedule.planName, renderCalendar(schedule), schedule.timeZone],
        schedule.paused ? 'paused' : (schedule.next[0]?.at ?? 'none left'),
        schedule.lastRun === null ? '-' : `${schedule.lastRun.outcome}: ${renderRunCounts(schedule.lastRun.counts)}`,
      ]),
    ),
  );
}

async function show(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const schedule = await findSchedule(client, name);
  const { items: runs } = await client.listScheduleRuns({ params: { id: schedule.id }, query: { limit: 10 } });
  context.output.result({ ...schedule, runs }, () =>
    [
      `${printable(schedule.name)}: starts ${printable(schedule.planName)}, ${renderCalendar(schedule)} ${schedule.timeZone}`,
      `VMs       ${schedule.vms === null ? 'all of the plan' : schedule.vms.join(', ')}`,
      `cutover   ${renderCutover(schedule)}`,
      `catch up  ${schedule.catchUpMinutes} min, jitter ${schedule.jitterSeconds} s, overlap ${schedule.overlap}`,
      ...(schedule.paused || schedule.note !== null
        ? [`${schedule.paused ? 'paused' : 'resumed'}    ${printable(schedule.note ?? '')}`.trimEnd()]
        : []),
      ...(schedule.missed.length === 0 ? [] : [`MISSED    ${schedule.missed.join(', ')}`]),
      '',
      renderNext(schedule.next),
      '',
      renderRuns(runs),
    ].join('\n'),
  );
}

async function result(context: CommandContext, name: string, id: string | undefined): Promise<void> {
  const client = openClient(context);
  const schedule = await findSchedule(client, name);
  const runId = id ?? schedule.lastRun?.id;
  if (runId === undefined) {
    context.output.result(null, () => `${printable(name)} has not run yet.`);
    return;
  }
  const found = await client.getScheduleRun({ params: { id: schedule.id, run: runId } });
  context.output.result(found, () => `${renderRuns([found])}\n\n${renderStarts(found.vms)}`);
}

async function pause(
  context: CommandContext,
  name: string,
  { note, paused }: { note: string | undefined; paused: boolean },
): Promise<void> {
  const client = openClient(context);
  const input = { params: { id: (await findSchedule(client, name)).id }, body: { note } };
  const schedule = await (paused ? client.pauseSchedule(input) : client.resumeSchedule(input));
  context.output.result(schedule, () =>
    paused ? `${printable(name)} is paused.` : `${printable(name)} runs next ${schedule.next[0]?.at ?? 'never'}.`,
  );
}

async function run(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findSchedule(client, name);
  const begun = await client.runSchedule({ params: { id } });
  context.output.result(begun, () => `${printable(name)} begins run ${begun.runId}.`);
}

async function remove(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id, revision } = await findSchedule(client, name);
  await client.deleteSchedule({ params: { id }, ifMatch: revision });
  context.output.result({ id }, () => `${printable(name)} is forgotten.`);
}
