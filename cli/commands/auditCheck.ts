import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type AuditLine, auditLineSchema, type ChainFault, type SignedHead } from '../../contract/audit.ts';
import { checkExport } from '../../proof/checkExport.ts';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes, usageError } from '../exitCode.ts';
import type { CommandContext } from './context.ts';

export interface CheckOptions {
  file?: string;
  since?: string;
  instance?: string;
}

/** Follows the chain: of a file without asking anybody, or of the server, which must still hold what a file has of it. */
export async function checkTrail(context: CommandContext, options: CheckOptions): Promise<void> {
  if (options.file !== undefined && options.since !== undefined) {
    throw usageError('Give --file to check an export offline, or --since to check the server against one, not both.');
  }
  if (options.file === undefined) return checkServer(context, options);
  const { from, ...verdict } = await checkExport(linesOf(options.file), options.instance);
  refuseFault(options.file, verdict.fault);
  context.output.result({ ok: true, from, ...verdict }, () =>
    [
      `${options.file} holds ${verdict.events} events from place ${from} on, in an unbroken chain.`,
      ...headLines(verdict.head),
    ].join('\n'),
  );
}

async function checkServer(context: CommandContext, { since, instance }: CheckOptions): Promise<void> {
  const known = since === undefined ? undefined : await headOf(since, instance);
  const verdict = await openClient(context).checkAudit({ body: known === undefined ? {} : { known } });
  refuseFault('The audit trail', verdict.fault);
  context.output.result(verdict, () =>
    [
      `The audit trail holds ${verdict.events} events in an unbroken chain.`,
      ...(verdict.earlierEvents > 0 ? [`${verdict.earlierEvents} events are older than the chain: unproven.`] : []),
      ...(known === undefined ? [] : [`It still holds what ${since} knows of it, up to place ${known.position}.`]),
      ...headLines(verdict.head),
    ].join('\n'),
  );
}

/** The head of an export that is itself sound. */
async function headOf(file: string, instance: string | undefined): Promise<{ position: number; hash: string }> {
  const { fault, head } = await checkExport(linesOf(file), instance);
  refuseFault(file, fault);
  if (head === null) throw new CliError(exitCodes.failed, `${file} has no head.`);
  return { position: head.head.position, hash: head.head.hash };
}

function headLines(signed: SignedHead | null): string[] {
  if (signed === null) return [];
  const { head, signature } = signed;
  const by = signature === null ? 'unsigned' : `signed by instance ${head.instance}`;
  return [`Head at ${head.at}: place ${head.position}, ${head.hash} (${by}).`];
}

function refuseFault(what: string, fault: ChainFault | null): void {
  if (fault === null) return;
  const place = fault.position === null ? '' : ` at place ${fault.position}`;
  throw new CliError(exitCodes.failed, `${what} does not verify${place} (${fault.kind}): ${fault.detail}`);
}

async function* linesOf(file: string): AsyncGenerator<AuditLine> {
  if (!existsSync(file)) throw usageError(`There is no file ${file}.`);
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    let line: unknown;
    try {
      line = JSON.parse(text);
    } catch {
      throw new CliError(exitCodes.failed, `${file} does not verify: line ${number} is not JSON.`);
    }
    const parsed = auditLineSchema.safeParse(line);
    if (!parsed.success)
      throw new CliError(exitCodes.failed, `${file} does not verify: line ${number} is no audit line.`);
    yield parsed.data;
  }
}
