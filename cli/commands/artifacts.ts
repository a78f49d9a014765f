import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { everyPage } from '../../client/everyPage.ts';
import { apiUrlOf, openClient } from '../apiAccess.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { bytes } from '../quantities.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface ListOptions {
  search?: string;
  unfinished?: boolean;
}

/** Images and certificates of migrations. */
export function artifactCommands(program: Command, open: OpenContext): void {
  const artifacts = program.command('artifacts').description('images and certificates that the artifact store holds');
  artifacts
    .command('list', { isDefault: true })
    .description('newest first, with what removes each')
    .option('--search <text>', "part of the VM's name")
    .option('--unfinished', 'uploads that are under way, or that an export which died has left')
    .action((options: ListOptions) => list(open(), options));
  artifacts
    .command('get <migration> <key>')
    .description('download one; a part of its key is enough where no other has it')
    .requiredOption('-o, --out <file>', 'where to')
    .action((id: string, key: string, { out }: { out: string }) => download(open(), { id, key, out }));
}

async function list(context: CommandContext, { search, unfinished }: ListOptions): Promise<void> {
  const client = openClient(context);
  const state = unfinished ? 'unfinished' : 'complete';
  const items = await everyPage((cursor) => client.listAllArtifacts({ query: { cursor, search, state, limit: 500 } }));
  context.output.result(items, () =>
    table(
      ['MIGRATION', 'VM', 'KIND', 'SIZE', 'WRITTEN', 'REMOVED BY', 'KEY'],
      items.map(({ migration, kind, bytes: size, modifiedAt, removedBy, key }) => [
        ...[migration?.id ?? '-', migration?.vm ?? '-', kind, bytes(size), modifiedAt, removedBy, key],
      ]),
    ),
  );
}

async function download(
  context: CommandContext,
  { id, key, out }: { id: string; key: string; out: string },
): Promise<void> {
  const { items } = await openClient(context).listArtifacts({ params: { id } });
  const exact = items.filter((artifact) => artifact.key === key);
  const [found, ...others] = exact.length > 0 ? exact : items.filter((artifact) => artifact.key.includes(key));
  if (found === undefined || others.length > 0) {
    const known = items.map((artifact) => artifact.key).join(', ') || 'none';
    const what = found === undefined ? `Migration ${id} has no artifact ${key}` : `Several artifacts have ${key}`;
    throw new CliError(exitCodes.refused, `${what}. There are: ${known}.`);
  }
  // The link carries its own right to read; a store of its own is at another address.
  const answer = await fetch(new URL(found.url, apiUrlOf(context)), { signal: context.signal });
  if (!answer.ok || answer.body === null) {
    throw new CliError(exitCodes.failed, `The artifact store answered ${answer.status} for ${found.key}.`);
  }
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(out), { signal: context.signal });
  context.output.result({ file: out, ...found }, () => `${bytes(found.bytes)} written to ${out}.`);
}
