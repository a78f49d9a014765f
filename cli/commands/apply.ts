import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { apply } from '../apply/apply.ts';
import { readApplyFile } from '../apply/applyFile.ts';
import { renderDifference } from '../apply/difference.ts';
import type { Applied } from '../apply/step.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { printable } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface ApplyOptions {
  file: string;
  dryRun?: boolean;
}

export function applyCommand(program: Command, open: OpenContext): void {
  program
    .command('apply')
    .description('bring mapping presets, plans and schedules to what a YAML file says; starts no migration by itself')
    .requiredOption('-f, --file <file>', 'the file; - for standard input')
    .option('--dry-run', 'print the difference and change nothing; exit code 6 when there is one')
    .action((options: ApplyOptions) => run(open(), options));
}

async function run(context: CommandContext, { file, dryRun = false }: ApplyOptions): Promise<void> {
  const wanted = readApplyFile(file);
  const applied = await apply(openClient(context), wanted, dryRun);
  context.output.result(applied, () => applied.map((change) => render(change, dryRun)).join('\n') || 'Nothing to do.');
  if (!dryRun) return;
  const changes = applied.filter(({ action }) => action !== 'none').length;
  if (changes > 0) throw new CliError(exitCodes.differs, `${changes} of ${applied.length} would change.`);
}

const done = { create: 'made', update: 'changed', none: 'unchanged' };
const planned = { create: 'would be made', update: 'would be changed', none: 'unchanged' };

function render({ kind, name, action, differences }: Applied, dryRun: boolean): string {
  const words = dryRun ? planned : done;
  return [`${kind} ${name}: ${words[action]}`, ...differences.map((one) => `  ${renderDifference(one)}`)]
    .map(printable)
    .join('\n');
}
