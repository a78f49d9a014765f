import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { findConnection } from '../namedObjects.ts';
import { percent, rate } from '../quantities.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** Who moves bytes on the nodes of a target. */
export function moverCommand(program: Command, open: OpenContext): void {
  program
    .command('movers <target>')
    .description('nodes of a Proxmox VE cluster, the movers that ask for work there, and what they do')
    .action((name: string) => show(open(), name));
}

async function show(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findConnection(client, name, 'proxmox');
  const { items } = await client.getMovers({ params: { id } });
  context.output.result(items, () =>
    table(
      ['NODE', 'ONLINE', 'LISTENING', 'MOVERS', 'WAITING', 'WORK'],
      items.map(({ node, online, listening, movers, waiting, work }) => [
        ...[node, online ? 'yes' : 'no', listening ? 'yes' : 'no'],
        movers.map(({ identity, version }) => `${identity} (${version ?? 'no version told'})`).join(', ') || '-',
        String(waiting),
        work.map(workLine).join(', ') || '-',
      ]),
    ),
  );
}

function workLine(work: {
  vm: { name: string };
  stage: string;
  doneBytes: number | null;
  totalBytes: number | null;
  bytesPerSecond: number;
}): string {
  const done = work.doneBytes === null ? '' : ` ${percent(work.doneBytes, work.totalBytes ?? 0)}`;
  return `${work.vm.name} ${work.stage}${done} ${rate(work.bytesPerSecond)}`;
}
