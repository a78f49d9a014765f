import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type AuditEvent, auditOutcomeSchema } from '../../contract/audit.ts';
import { openClient } from '../apiAccess.ts';
import { usageError } from '../exitCode.ts';
import { pointInTime } from '../pointInTime.ts';
import { table } from '../table.ts';
import { type CheckOptions, checkTrail } from './auditCheck.ts';
import type { CommandContext, OpenContext } from './context.ts';

export function auditCommands(program: Command, open: OpenContext): void {
  const audit = program.command('audit').description('who did what, from where, with what outcome');
  audit
    .command('list', { isDefault: true })
    .description('events, newest first')
    .option('--actor <name>', 'who did it')
    .option('--action <action>', 'e.g. connection.update, or connection for all of its kind')
    .option('--subject <subject>', 'kind and id of the object, e.g. migration/ID')
    .option('--outcome <outcome>', auditOutcomeSchema.options.join(', '))
    .option('--address <address>', 'where the request came from')
    .option('--request <id>', 'the correlation id of a request')
    .option('--workflow <id>', 'of the run that was told')
    .option('--from <time>', 'e.g. 2026-01-31T02:00')
    .option('--to <time>', 'up to, not including')
    .option('--limit <count>', 'how many at most', '50')
    .action((options: ListOptions) => list(open(), options));
  audit
    .command('export <file>')
    .description('write the chain to a file, as JSON lines')
    .option('--after <place>', 'only what comes after this place of the chain', '0')
    .action((file: string, options: { after: string }) => exportTrail(open(), file, options));
  audit
    .command('check')
    .description('find events that were altered, removed, inserted or cut off')
    .option('--file <file>', 'check an export instead, without asking the server')
    .option('--since <file>', 'the server must still hold what this earlier export has')
    .option('--instance <sha256>', 'the instance that must have signed the export')
    .action((options: CheckOptions) => checkTrail(open(), options));
}

interface ListOptions {
  actor?: string;
  action?: string;
  subject?: string;
  outcome?: string;
  address?: string;
  request?: string;
  workflow?: string;
  from?: string;
  to?: string;
  limit: string;
}

async function list(context: CommandContext, options: ListOptions): Promise<void> {
  const { actor, action, subject, address, request: requestId, workflow: workflowId, from, to } = options;
  const outcome = auditOutcomeSchema.optional().safeParse(options.outcome);
  if (!outcome.success) throw usageError(`--outcome must be one of ${auditOutcomeSchema.options.join(', ')}.`);
  const query = {
    ...{ actor, action, subject, address, requestId, workflowId, outcome: outcome.data },
    limit: wholeNumber('--limit', options.limit),
    from: from === undefined ? undefined : pointInTime('--from', from),
    to: to === undefined ? undefined : pointInTime('--to', to),
  };
  const page = await openClient(context).listAuditEvents({ query });
  context.output.result(page, () =>
    table(['AT', 'WHO', 'FROM', 'ACTION', 'SUBJECT', 'OUTCOME', 'REQUEST'], page.items.map(row)),
  );
}

function row({ at, actor, address, action, subject, outcome, code, requestId }: AuditEvent): string[] {
  return [
    at,
    actor,
    address ?? '-',
    action,
    subject,
    code === null ? outcome : `${outcome}: ${code}`,
    requestId ?? '-',
  ];
}

async function exportTrail(context: CommandContext, file: string, { after }: { after: string }): Promise<void> {
  const lines = await openClient(context).exportAudit({ query: { after: wholeNumber('--after', after) } });
  let count = 0;
  const text = async function* () {
    for await (const line of lines) {
      count += 1;
      yield `${JSON.stringify(line)}\n`;
    }
  };
  await pipeline(text, createWriteStream(file, { mode: 0o600 }), { signal: context.signal });
  // The last line is the head.
  context.output.result({ file, events: count - 1 }, () =>
    [`${count - 1} events are in ${file}.`, `Check it with: drover audit check --file ${file}`].join('\n'),
  );
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`${option} is ${text}; it must be a whole number.`);
}
