import type { Command } from 'commander';
import { permissionSchema } from '../../contract/permission.ts';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes, usageError } from '../exitCode.ts';
import { findAccount } from '../namedObjects.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface ForWhom {
  for?: string;
}

interface AddOptions extends ForWhom {
  scope: string[];
  days: string;
}

const dayMs = 86_400_000;

/** API tokens of one's own, and with `--for` of service accounts. */
export function tokenCommands(program: Command, open: OpenContext): void {
  const tokens = program.command('tokens').description('API tokens for programs, of your own or of a service account');
  tokens
    .command('list', { isDefault: true })
    .description('names, scopes, ends; never the tokens themselves')
    .option('--for <user>', 'of this user or service account')
    .action((options: ForWhom) => list(open(), options));
  tokens
    .command('add <name>')
    .description('make a token, which is printed this once')
    .requiredOption('--scope <permission...>', 'what it may do, e.g. migrations:read')
    .option('--days <count>', 'until it ends', '90')
    .option('--for <account>', 'of this service account')
    .action((name: string, options: AddOptions) => add(open(), name, options));
  tokens
    .command('revoke <name>')
    .description('end a token')
    .option('--for <user>', 'of this user or service account')
    .action((name: string, options: ForWhom) => revoke(open(), name, options));
}

async function tokensOf(context: CommandContext, { for: whose }: ForWhom) {
  const client = openClient(context);
  if (whose === undefined) return (await client.listTokens()).items;
  return (await client.listUserTokens({ params: { id: (await findAccount(client, whose)).id } })).items;
}

async function list(context: CommandContext, options: ForWhom): Promise<void> {
  const items = await tokensOf(context, options);
  context.output.result(items, () =>
    table(
      ['TOKEN', 'SCOPES', 'ENDS', 'LAST USED'],
      items.map(({ name, scopes, expiresAt, lastUsedAt }) => [
        name,
        scopes.join(' '),
        expiresAt,
        lastUsedAt ?? 'never',
      ]),
    ),
  );
}

async function add(context: CommandContext, name: string, { scope, days, for: whose }: AddOptions): Promise<void> {
  if (!/^[1-9]\d{0,3}$/.test(days)) throw usageError('--days takes a whole number of days.');
  const scopes = scope.map((one) => {
    const known = permissionSchema.safeParse(one);
    if (known.success) return known.data;
    throw usageError(`There is no permission ${one}. There are: ${permissionSchema.options.join(', ')}.`);
  });
  const client = openClient(context);
  const body = { name, scopes, expiresAt: new Date(Date.now() + Number(days) * dayMs).toISOString() };
  const made =
    whose === undefined
      ? await client.createToken({ body })
      : await client.createServiceToken({ params: { id: (await findAccount(client, whose)).id }, body });
  context.output.result(made, () => made.token);
}

async function revoke(context: CommandContext, name: string, options: ForWhom): Promise<void> {
  const found = (await tokensOf(context, options)).find((token) => token.name === name || token.id === name);
  if (found === undefined) throw new CliError(exitCodes.refused, `There is no token ${name}.`);
  await openClient(context).revokeToken({ params: { id: found.id } });
  context.output.result({ id: found.id }, () => `${found.name} is revoked.`);
}
