import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { connectionNames } from '../namedObjects.ts';
import { bytes } from '../quantities.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

export function overviewCommand(program: Command, open: OpenContext): void {
  program
    .command('overview')
    .description('what waits, what runs, what was moved this week, and how much is left to move')
    .action(() => show(open()));
}

async function show(context: CommandContext): Promise<void> {
  const client = openClient(context);
  const overview = await client.getOverview();
  const nameOf = await connectionNames(client);
  context.output.result(overview, () => {
    const { open, openCount, hours, inventory } = overview;
    const read = hours.reduce((sum, { readBytes }) => sum + readBytes, 0);
    const completed = hours.reduce((sum, hour) => sum + hour.completed, 0);
    const waits = open.filter(({ status }) => status === 'parked' || status === 'holding').length;
    return [
      `${openCount} open, ${waits} of them wait for somebody; ${completed} completed and ${bytes(read)} read in seven days.`,
      table(
        ['MIGRATION', 'VM', 'STATUS', 'STAGE'],
        open.map(({ id, vm, status, stage }) => [id, vm.name, status, stage]),
      ),
      table(
        ['SOURCE', 'VMS', 'CAPACITY', 'MOVED'],
        inventory.map((row) => [
          ...[nameOf(row.connectionId), String(row.vms), bytes(row.capacityBytes), String(row.moved)],
        ]),
      ),
    ].join('\n\n');
  });
}
