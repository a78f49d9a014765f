import type { Command } from 'commander';
import { everyPage } from '../../client/everyPage.ts';
import type { Approval } from '../../contract/approval.ts';
import { openClient } from '../apiAccess.ts';
import { projectIdOf } from '../namedObjects.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** What waits for a second person. */
export function approvalCommands(program: Command, open: OpenContext): void {
  const approvals = program.command('approvals').description('what waits for a second person');
  approvals
    .command('list', { isDefault: true })
    .description('what waits now')
    .option('--all', 'also what was decided or has expired')
    .option('--project <project>', 'of this project only')
    .action((options: { all?: boolean; project?: string }) => list(open(), options));
  approvals
    .command('approve <request>')
    .description('agree: it is carried out now')
    .option('--comment <text>', 'why')
    .action((id: string, { comment }: { comment?: string }) => approve(open(), id, comment));
  approvals
    .command('refuse <request>')
    .description('refuse it')
    .requiredOption('--comment <text>', 'why')
    .action((id: string, { comment }: { comment: string }) => refuse(open(), id, comment));
}

async function list(context: CommandContext, { all, project }: { all?: boolean; project?: string }): Promise<void> {
  const client = openClient(context);
  const projectId = await projectIdOf(client, project);
  const status = all ? undefined : (['pending'] as const).slice();
  const approvals = await everyPage((cursor) =>
    client.listApprovals({ query: { cursor, limit: 500, status, projectId } }),
  );
  context.output.result(approvals, () =>
    table(
      ['REQUEST', 'WHAT', 'OF', 'FOR', 'BY', 'UNTIL', 'STATUS', 'DECIDED BY'],
      approvals.map(({ id, action, subjectName, input, requestedBy, expiresAt, status: now, decidedBy }) => [
        ...[id, action, subjectName, input.at ?? '-', requestedBy, expiresAt, now, decidedBy ?? '-'],
      ]),
    ),
  );
}

async function approve(context: CommandContext, id: string, comment: string | undefined): Promise<void> {
  const approval = await openClient(context).approve({ params: { id }, body: { comment } });
  context.output.result(approval, () => `${told(approval)} is approved and was carried out.`);
}

async function refuse(context: CommandContext, id: string, comment: string): Promise<void> {
  const approval = await openClient(context).refuse({ params: { id }, body: { comment } });
  context.output.result(approval, () => `${told(approval)} is refused.`);
}

function told({ action, subjectName, requestedBy }: Approval): string {
  return `${action} of ${subjectName}, asked for by ${requestedBy},`;
}
