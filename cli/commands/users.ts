import { type Command, Option } from 'commander';
import type { Account, AccountChange } from '../../contract/account.ts';
import { type Role, roleSchema } from '../../contract/permission.ts';
import { openClient } from '../apiAccess.ts';
import { usageError } from '../exitCode.ts';
import { allAccounts, findAccount } from '../namedObjects.ts';
import { readSecret } from '../secretInput.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** `none`: only what projects grant. */
const none = 'none';
const roleNames = [...roleSchema.options, none];

interface AddOptions {
  role: string;
  service?: boolean;
  passwordStdin?: boolean;
}

/** Users and service accounts, for those who look after access. */
export function userCommands(program: Command, open: OpenContext): void {
  const users = program.command('users').description('who may log in: people, and service accounts of programs');
  const role = () => new Option('--role <role>', 'what they may do').choices(roleNames);
  users
    .command('list', { isDefault: true })
    .description('all of them')
    .action(() => list(open()));
  users
    .command('add <name>')
    .description('make a user, whose first password is asked for, or a service account')
    .addOption(role().default('viewer'))
    .option('--service', 'a service account: it has API tokens and no password')
    .option('--password-stdin', 'read the password from standard input')
    .action((name: string, options: AddOptions) => add(open(), name, options));
  users
    .command('role <name> <role>')
    .description(`give another role: ${roleNames.join(', ')}`)
    .action((name: string, wanted: string) => change(open(), name, { role: roleOf(wanted) }));
  users
    .command('disable <name>')
    .description('end all logins, and let nobody in under the name')
    .action((name: string) => change(open(), name, { disabled: true }));
  users
    .command('enable <name>')
    .description('let the user in again')
    .action((name: string) => change(open(), name, { disabled: false }));
  users
    .command('password <name>')
    .description('give another password; all logins of the user end')
    .option('--password-stdin', 'read it from standard input')
    .action((name: string, options: { passwordStdin?: boolean }) => reset(open(), name, options));
  users
    .command('unlock <name>')
    .description('forget wrong passwords, so that the user need not wait')
    .action((name: string) => unlock(open(), name));
}

function roleOf(name: string): Role | null {
  if (!roleNames.includes(name)) throw usageError(`There is no role ${name}. There are: ${roleNames.join(', ')}.`);
  return name === none ? null : roleSchema.parse(name);
}

function nameOf(role: Role | null): string {
  return role ?? none;
}

async function list(context: CommandContext): Promise<void> {
  const accounts = await allAccounts(openClient(context));
  context.output.result(accounts, () =>
    table(
      ['USER', 'KIND', 'ROLE', 'STATE', 'LAST LOGIN'],
      accounts.map((account) => [
        account.name,
        account.kind,
        nameOf(account.role),
        stateOf(account),
        account.lastLoginAt ?? '-',
      ]),
    ),
  );
}

function stateOf({ disabled, lockedUntil }: Account): string {
  if (disabled) return 'disabled';
  return lockedUntil === null ? 'active' : `locked until ${lockedUntil}`;
}

async function add(
  context: CommandContext,
  name: string,
  { role: chosen, service, passwordStdin }: AddOptions,
): Promise<void> {
  const client = openClient(context);
  const role = roleOf(chosen);
  const body = service
    ? ({ kind: 'service', name, role } as const)
    : ({ kind: 'user', name, role, password: await newPassword(context, name, passwordStdin) } as const);
  const account = await client.createUser({ body });
  context.output.result(account, () => `${account.name} (${nameOf(account.role)}) is made.`);
}

async function reset(context: CommandContext, name: string, { passwordStdin }: { passwordStdin?: boolean }) {
  await change(context, name, { password: await newPassword(context, name, passwordStdin) });
}

function newPassword({ signal }: CommandContext, name: string, fromStdin = false): Promise<string> {
  return readSecret(`New password of ${name}: `, fromStdin, signal);
}

async function change(context: CommandContext, name: string, body: AccountChange): Promise<void> {
  const client = openClient(context);
  const { id, revision } = await findAccount(client, name);
  const account = await client.updateUser({ params: { id }, body, ifMatch: revision });
  context.output.result(account, () => `${account.name}: ${nameOf(account.role)}, ${stateOf(account)}.`);
}

async function unlock(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findAccount(client, name);
  const account = await client.unlockUser({ params: { id } });
  context.output.result(account, () => `${account.name} may log in.`);
}
