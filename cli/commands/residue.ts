import type { Command } from 'commander';
import type { ResidueReport } from '../../contract/residue.ts';
import { openClient } from '../apiAccess.ts';
import { printable, table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** What Drover has left on any system. */
export function residueCommands(program: Command, open: OpenContext): void {
  const residue = program.command('residue').description('what Drover has left on any system');
  residue
    .command('list [migration]', { isDefault: true })
    .description('asks both platforms, the artifact store and the movers')
    .action((id: string | undefined) => list(open(), id));
  residue
    .command('remove <migration>')
    .description('removes what an ended migration has left; the VM that it made stays')
    .option('--lost', 'of a migration that the database has lost: what bears its marks on any source')
    .action((id: string, { lost }: { lost?: true }) => remove(open(), id, lost ?? false));
}

async function list(context: CommandContext, id: string | undefined): Promise<void> {
  const report = await openClient(context).getResidue({ query: id === undefined ? {} : { migrationId: id } });
  context.output.result(report, () => render(report));
}

async function remove(context: CommandContext, id: string, lost: boolean): Promise<void> {
  const client = openClient(context);
  const params = { migrationId: id };
  const report = await (lost ? client.removeLostResidue({ params }) : client.removeResidue({ params }));
  context.output.result(report, () => render(report));
}

function render({ items, unseen }: ResidueReport): string {
  const rows = items.map((entry) => [
    entry.migrationId,
    entry.vm ?? '-',
    entry.system,
    entry.kind,
    entry.ref,
    entry.inUse ? 'in use' : `${entry.remove}${entry.lost ? lostRemark(entry.migrationId) : ''}`,
  ]);
  const lines = [
    rows.length === 0 ? 'Nothing is left.' : table(['MIGRATION', 'VM', 'SYSTEM', 'KIND', 'WHAT', 'REMOVE'], rows),
  ];
  for (const { system, ref, reason } of unseen) lines.push(printable(`not seen: ${system} ${ref}: ${reason}`));
  return lines.join('\n');
}

function lostRemark(id: string): string {
  return ` The database has lost the migration: \`drover residue remove --lost ${id}\`, if no other Drover has made it.`;
}
