import type { Command } from 'commander';
import { type LimitCalendar, type Limits, limitsSchema } from '../../contract/limits.ts';
import { openClient } from '../apiAccess.ts';
import { checkedFile } from '../checkedFile.ts';
import { rate } from '../quantities.ts';
import type { CommandContext, OpenContext } from './context.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What may be read from sources, for all migrations together and per connection. */
export function limitCommands(program: Command, open: OpenContext): void {
  const limits = program.command('limits').description('what may be read from sources, and when');
  limits
    .command('show', { isDefault: true })
    .description('rates and windows')
    .action(() => show(open()));
  limits
    .command('set <file>')
    .description('take rates and windows from a JSON file, as `drover --json limits` prints them; they count at once')
    .action((file: string) => set(open(), file));
}

async function show(context: CommandContext): Promise<void> {
  const { limits } = await openClient(context).getSettings();
  context.output.result(limits, () => render(limits));
}

async function set(context: CommandContext, file: string): Promise<void> {
  const { limits } = await openClient(context).updateSettings({
    body: { limits: checkedFile(file, limitsSchema, 'The limits do') },
  });
  context.output.result(limits, () => render(limits));
}

function render(limits: Limits): string {
  const connections = Object.entries(limits.connections);
  return [
    ...calendar('overall', limits.overall),
    ...connections.flatMap(([id, own]) => calendar(`connection ${id}`, own)),
    `reads in flight: ${caps(limits.reads)}`,
  ].join('\n');
}

function caps({ perMover, perHost, perDatastore }: Limits['reads']): string {
  const most = (number: number | null) => (number === null ? 'no cap' : `at most ${number}`);
  return `${most(perMover)} per mover, ${most(perHost)} per host, ${most(perDatastore)} per datastore`;
}

function calendar(name: string, { bytesPerSecond, timeZone, windows }: LimitCalendar): string[] {
  const rows = windows.map((window) => {
    const on = window.days.map((day) => days[day - 1]).join(',');
    const allowed = window.bytesPerSecond === 0 ? 'nothing is read' : rate(window.bytesPerSecond);
    return `  ${on} ${window.from}-${window.to} ${timeZone}: ${allowed}`;
  });
  return [`${name}: ${bytesPerSecond === null ? 'no limit' : rate(bytesPerSecond)}`, ...rows];
}
