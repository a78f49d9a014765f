import type { Command } from 'commander';
import { connectionInputSchema } from '../../contract/connection.ts';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes, usageError } from '../exitCode.ts';
import { findConnection, projectIdOf } from '../namedObjects.ts';
import { renderConnectionTest } from '../render/connectionTest.ts';
import { readSecret } from '../secretInput.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface AddOptions {
  kind: string;
  at: string;
  user: string;
  fingerprint?: string;
  passwordStdin?: boolean;
  project?: string;
}

export function connectionCommands(program: Command, open: OpenContext): void {
  const connections = program.command('connections').description('vCenters and Proxmox VE clusters that Drover knows');
  connections.command('list', { isDefault: true }).action(() => list(open()));
  connections
    .command('add <name>')
    .description('add and test a connection')
    .requiredOption('--kind <kind>', 'vsphere or proxmox')
    .requiredOption('--at <url>', 'address, e.g. https://vcenter.example.org')
    .requiredOption('--user <user>', 'user, or user@realm!token for an API token of Proxmox VE')
    .option('--fingerprint <sha256>', 'of the certificate, as you have seen it on the server')
    .option('--password-stdin', 'read password or token secret from standard input')
    .option('--project <project>', 'that it belongs to; else the default one')
    .action((name: string, options: AddOptions) => add(open(), name, options));
  connections
    .command('test <connection>')
    .description('try a connection step by step')
    .action((name: string) => test(open(), name));
  connections
    .command('trust <connection> <sha256>')
    .description('confirm the fingerprint of a server certificate')
    .action((name: string, fingerprint: string) => trust(open(), name, fingerprint));
  connections
    .command('remove <connection>')
    .description('forget a connection that no open migration needs')
    .action((name: string) => remove(open(), name));
}

async function list(context: CommandContext): Promise<void> {
  const { items } = await openClient(context).listConnections();
  context.output.result(items, () =>
    table(
      ['NAME', 'KIND', 'ADDRESS', 'USER', 'PRODUCT', 'CHECKED', 'ID'],
      items.map(({ name, kind, url, username, product, checkedAt, id }) => [
        name,
        kind,
        url,
        username,
        product ?? '-',
        checkedAt ?? 'never',
        id,
      ]),
    ),
  );
}

async function add(context: CommandContext, name: string, options: AddOptions): Promise<void> {
  const client = openClient(context);
  const password = await readSecret(`Password of ${options.user}: `, options.passwordStdin === true, context.signal);
  const input = connectionInputSchema.safeParse({
    name,
    projectId: await projectIdOf(client, options.project),
    kind: options.kind,
    url: options.at,
    username: options.user,
    password,
    ...(options.fingerprint === undefined ? {} : { fingerprint256: options.fingerprint.toUpperCase() }),
  });
  if (!input.success) {
    const issue = input.error.issues[0];
    throw usageError(`${issue?.path.join('.')}: ${issue?.message}.`);
  }
  const connection = await client.createConnection({ body: input.data });
  context.output.note(`${name} is kept as ${connection.id}. Testing it ...`);
  await report(context, connection.id, name);
}

async function test(context: CommandContext, name: string): Promise<void> {
  const connection = await findConnection(openClient(context), name);
  await report(context, connection.id, connection.name);
}

async function trust(context: CommandContext, name: string, fingerprint: string): Promise<void> {
  const client = openClient(context);
  const fingerprint256 = fingerprint.toUpperCase();
  if (!connectionInputSchema.shape.fingerprint256.safeParse(fingerprint256).success) {
    throw usageError('A SHA-256 fingerprint is 32 bytes in hexadecimal with colons, e.g. AB:CD:...');
  }
  const { id } = await findConnection(client, name);
  await client.updateConnection({ params: { id }, body: { fingerprint256 } });
  await report(context, id, name);
}

async function remove(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findConnection(client, name);
  await client.deleteConnection({ params: { id } });
  context.output.result({ id }, () => `${name} is forgotten.`);
}

/** Prints the result and fails when the connection does. */
async function report(context: CommandContext, id: string, name: string): Promise<void> {
  const result = await openClient(context).testConnection({ params: { id } });
  context.output.result({ id, ...result }, () => renderConnectionTest(result, name));
  if (!result.ok) throw new CliError(exitCodes.failed, `The connection ${name} does not work yet.`);
}
