import { Argument, type Command } from 'commander';
import type { Client } from '../../client/client.ts';
import { groupKey } from '../../contract/groupRole.ts';
import { type GroupRole, type Realm, realmSchema } from '../../contract/identity.ts';
import { type Role, roleSchema } from '../../contract/permission.ts';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { projectIdOf } from '../namedObjects.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface PlaceOption {
  /** Absent: the whole instance. */
  project?: string;
}

interface GroupSaid extends PlaceOption {
  realm: Realm;
  group: string;
}

/** Roles by groups of the directory or values of the provider's claim. */
export function groupCommands(program: Command, open: OpenContext): void {
  const groups = program.command('groups').description('which groups of the directory or provider have which role');
  const realm = () => new Argument('<realm>', 'whose group it is').choices(realmSchema.options);
  const place = [
    '--project <project>',
    'in this project; without it of the instance, which holds in every project',
  ] as const;
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
    .option(...place)
    .action((of: Realm, group: string, role: Role, options: PlaceOption) =>
      set(open(), { realm: of, group, ...options }, role),
    );
  groups
    .command('remove')
    .description('take the role from a group')
    .addArgument(realm())
    .argument('<group>', 'distinguished name, or value of the claim')
    .option(...place)
    .action((of: Realm, group: string, options: PlaceOption) => remove(open(), { realm: of, group, ...options }));
  groups
    .command('check <user>')
    .description('ask the directory for a user: groups, and the roles that a login would get')
    .action((user: string) => check(open(), user));
}

async function list(context: CommandContext): Promise<void> {
  const { items } = await openClient(context).listGroupRoles();
  const rows = items.map((row) => [row.realm, row.group, row.role, row.projectName ?? 'all projects']);
  context.output.result(items, () => table(['REALM', 'GROUP', 'ROLE', 'IN'], rows));
}

async function set(context: CommandContext, { realm, group, project }: GroupSaid, role: Role): Promise<void> {
  const client = openClient(context);
  const projectId = (await projectIdOf(client, project)) ?? null;
  const known = await find(client, { realm, group, projectId });
  const row =
    known === undefined
      ? await client.createGroupRole({ body: { realm, group, role, projectId } })
      : await client.updateGroupRole({ params: { id: known.id }, body: { role } });
  context.output.result(row, () => `${row.group} (${row.realm}): ${row.role}${inPlace(row)}.`);
}

async function remove(context: CommandContext, { realm, group, project }: GroupSaid): Promise<void> {
  const client = openClient(context);
  const known = await find(client, { realm, group, projectId: (await projectIdOf(client, project)) ?? null });
  if (known === undefined) throw new CliError(exitCodes.refused, `${group} has no such role: see drover groups list.`);
  await client.deleteGroupRole({ params: { id: known.id } });
  context.output.result({ ok: true }, () => `${known.group} is not ${known.role}${inPlace(known)} any more.`);
}

function inPlace({ projectName }: { projectName: string | null }): string {
  return projectName === null ? '' : ` in ${projectName}`;
}

async function find(
  client: Client,
  { realm, group, projectId }: Pick<GroupRole, 'realm' | 'group' | 'projectId'>,
): Promise<GroupRole | undefined> {
  const { items } = await client.listGroupRoles();
  const key = groupKey(realm, group);
  return items.find((row) => row.realm === realm && row.projectId === projectId && groupKey(realm, row.group) === key);
}

async function check(context: CommandContext, username: string): Promise<void> {
  const { user } = await openClient(context).checkDirectory({ body: { username } });
  if (user === null) throw new CliError(exitCodes.refused, `The directory has no user ${username}.`);
  const roles = [
    ...(user.role === null ? [] : [user.role]),
    ...user.grants.map((grant) => `${grant.role} in ${grant.projectName}`),
  ];
  const told = roles.length === 0 ? 'none: a login would be refused' : roles.join(', ');
  context.output.result(user, () => [`${user.name}: role ${told}`, ...user.groups.map((one) => `  ${one}`)].join('\n'));
}
