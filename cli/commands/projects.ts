import type { Command } from 'commander';
import { roleSchema } from '../../contract/permission.ts';
import type { ProjectChange } from '../../contract/project.ts';
import { openClient } from '../apiAccess.ts';
import { usageError } from '../exitCode.ts';
import { allProjects, findProject } from '../namedObjects.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

interface PolicyOptions {
  name?: string;
  approveCutover?: string;
  approveDeletion?: string;
  approvalHours?: string;
  ownOnly?: string;
}

/** Projects, who has which role in them, and when they want a second person. */
export function projectCommands(program: Command, open: OpenContext): void {
  const projects = program.command('projects').description('projects, their members and policy');
  projects
    .command('list', { isDefault: true })
    .description('those that this login may see')
    .action(() => list(open()));
  projects
    .command('create <name>')
    .description('make one')
    .action((name: string) => create(open(), name));
  policyOptions(projects.command('change <project>').description('rename one, or set its policy')).action(
    (name: string, options: PolicyOptions) => change(open(), name, options),
  );
  projects
    .command('members <project>')
    .description('who has which role in it')
    .action((name: string) => members(open(), name));
  projects
    .command('grant <project> <user> <role>')
    .description('give a user a role in it: viewer, operator, approver or admin')
    .action((name: string, user: string, role: string) => grant(open(), { name, user, role }));
  projects
    .command('revoke <project> <user>')
    .description('take the role from a user that was given by hand')
    .action((name: string, user: string) => revoke(open(), name, user));
}

function policyOptions(command: Command): Command {
  return command
    .option('--name <name>', 'another name')
    .option('--approve-cutover <yes|no>', 'a second person for each cutover')
    .option('--approve-deletion <yes|no>', 'a second person for cancel, rollback and removals')
    .option('--approval-hours <hours>', 'how long a request waits')
    .option('--own-only <yes|no>', 'operators command their own migrations alone');
}

async function list(context: CommandContext): Promise<void> {
  const all = await allProjects(openClient(context));
  context.output.result(all, () =>
    table(
      ['PROJECT', 'CUTOVER', 'DELETION', 'WAITS', 'COMMANDS', 'CONNECTIONS', 'MEMBERS', 'ID'],
      all.map((project) => [
        ...[project.name, persons(project.approveCutover), persons(project.approveDeletion)],
        ...[`${project.approvalHours} h`, project.ownOnly ? 'own' : 'all'],
        ...[String(project.connections), String(project.members), project.id],
      ]),
    ),
  );
}

function persons(two: boolean): string {
  return two ? 'two persons' : 'one person';
}

async function create(context: CommandContext, name: string): Promise<void> {
  const project = await openClient(context).createProject({ body: { name } });
  context.output.result(project, () => `${project.name} is made: ${project.id}.`);
}

async function change(context: CommandContext, name: string, options: PolicyOptions): Promise<void> {
  const client = openClient(context);
  const { id, revision } = await findProject(client, name);
  const body: ProjectChange = {
    name: options.name,
    approveCutover: yesOrNo('--approve-cutover', options.approveCutover),
    approveDeletion: yesOrNo('--approve-deletion', options.approveDeletion),
    approvalHours: hours(options.approvalHours),
    ownOnly: yesOrNo('--own-only', options.ownOnly),
  };
  const project = await client.updateProject({ params: { id }, body, ifMatch: revision });
  context.output.result(project, () => `${project.name} is changed.`);
}

function yesOrNo(option: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  if (text === 'yes' || text === 'no') return text === 'yes';
  throw usageError(`${option} takes yes or no, not ${text}.`);
}

function hours(text: string | undefined): number | undefined {
  if (text === undefined || /^[1-9]\d{0,2}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw usageError(`--approval-hours takes 1 to 720, not ${text}.`);
}

async function members(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findProject(client, name);
  const { items } = await client.listMembers({ params: { id } });
  context.output.result(items, () =>
    table(
      ['USER', 'ROLE', 'SINCE', 'BY'],
      items.map(({ user, role, createdAt, group, grantedBy }) => {
        return [user, role, createdAt, group === null ? grantedBy : `group ${group}`];
      }),
    ),
  );
}

async function grant(context: CommandContext, { name, user, role }: Record<'name' | 'user' | 'role', string>) {
  const wanted = roleSchema.safeParse(role);
  if (!wanted.success) throw usageError(`The role is one of ${roleSchema.options.join(', ')}, not ${role}.`);
  const client = openClient(context);
  const { id } = await findProject(client, name);
  const member = await client.setMember({ params: { id }, body: { user, role: wanted.data } });
  context.output.result(member, () => `${user} is ${role} in ${name}.`);
}

async function revoke(context: CommandContext, name: string, user: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findProject(client, name);
  await client.removeMember({ params: { id, user } });
  context.output.result({ user }, () => `${user} has no role by hand in ${name} any more.`);
}
