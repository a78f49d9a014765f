import { Argument, type Command } from 'commander';
import type { Client } from '../../client/client.ts';
import { type GroupRole, type Realm, realmSchema } from '../../contract/identity.ts';
import { type Role, roleSchema } from '../../contract/permission.ts';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** Roles by groups of the directory or values of the provider's claim. */
export function groupCommands(program: Command, open: OpenContext): void {
  const groups = program.command('groups').description('which groups of the directory or provider have which role');
  const realm = () => new Argument('<realm>', 'whose group it is').choices(realmSchema.options);
  groups
    .command('list', { isDefault: true })
    .description('all groups that have a role')
    .action(() => list(open()));
  groups
    .command('set')
    .description('give a group a role; it counts from the next login of each member on')
    .addArgument(realm())
    .argument('<group>', 'distinguished name, or value of the claim')
    .addArgument(new Argument('<role>', 'what its members may do').choices(roleSchema.options))
    .action((of: Realm, group: string, role: Role) => set(open(), { realm: of, group, role }));
  groups
    .command('remove')
    .description('take the role from a group')
    .addArgument(realm())
    .argument('<group>', 'distinguished name, or value of the claim')
    .action((of: Realm, group: string) => remove(open(), { realm: of, group }));
  groups
    .command('check <user>')
    .description('ask the directory for a user: groups, and the role that a login would get')
    .action((user: string) => check(open(), user));
}

async function list(context: CommandContext): Promise<void> {
  const { items } = await openClient(context).listGroupRoles();
  const rows = items.map(({ realm, group, role }) => [realm, group, role]);
  context.output.result(items, () => table(['REALM', 'GROUP', 'ROLE'], rows));
}

async function set(context: CommandContext, body: { realm: Realm; group: string; role: Role }): Promise<void> {
  const client = openClient(context);
  const known = await find(client, body);
  const row =
    known === undefined
      ? await client.createGroupRole({ body })
      : await client.updateGroupRole({ params: { id: known.id }, body: { role: body.role } });
  context.output.result(row, () => `${row.group} (${row.realm}): ${row.role}.`);
}

async function remove(context: CommandContext, which: { realm: Realm; group: string }): Promise<void> {
  const client = openClient(context);
  const known = await find(client, which);
  if (known === undefined) throw new CliError(exitCodes.refused, `${which.group} has no role: see drover groups list.`);
  await client.deleteGroupRole({ params: { id: known.id } });
  context.output.result({ ok: true }, () => `${known.group} has no role any more.`);
}

async function find(client: Client, { realm, group }: { realm: Realm; group: string }): Promise<GroupRole | undefined> {
  const { items } = await client.listGroupRoles();
  // Distinguished names do not tell cases apart.
  const spelled = (name: string) => (realm === 'ldap' ? name.toLowerCase() : name);
  return items.find((row) => row.realm === realm && spelled(row.group) === spelled(group));
}

async function check(context: CommandContext, username: string): Promise<void> {
  const { user } = await openClient(context).checkDirectory({ body: { username } });
  if (user === null) throw new CliError(exitCodes.refused, `The directory has no user ${username}.`);
  const role = user.role ?? 'none: a login would be refused';
  context.output.result(user, () => [`${user.name}: role ${role}`, ...user.groups.map((one) => `  ${one}`)].join('\n'));
}
