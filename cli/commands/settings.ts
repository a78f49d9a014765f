import type { Command } from 'commander';
import { everyPage } from '../../client/everyPage.ts';
import type { SettingChange, SettingEntry } from '../../contract/settingEntry.ts';
import { type SettingKey, type Settings, settingKeys, settingsSchema } from '../../contract/settings.ts';
import { openClient } from '../apiAccess.ts';
import { usageError } from '../exitCode.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** Settings of the instance, all but what `drover limits` shows better. */
export function settingCommands(program: Command, open: OpenContext): void {
  const settings = program.command('settings').description('what may be changed while the instance runs');
  settings
    .command('list', { isDefault: true })
    .description('all of them')
    .action(() => list(open()));
  settings
    .command('show <setting>')
    .description('one with its explanation')
    .action((name: string) => show(open(), name));
  settings
    .command('set <setting> <value>')
    .description('give it another value; none lifts a limit, where there may be none')
    .option(
      '--if-revision <revision>',
      'only if nothing has been changed since, by the revision of `drover --json settings`',
    )
    .action((name: string, value: string, options: EditOptions) => set(open(), name, { value, ...options }));
  settings
    .command('reset <setting>')
    .description('let it follow its default again')
    .option('--if-revision <revision>', 'only if nothing has been changed since')
    .action((name: string, options: EditOptions) => reset(open(), name, options));
  settings
    .command('history [setting]')
    .description('who changed what, newest first')
    .action((name?: string) => history(open(), name));
}

interface EditOptions {
  ifRevision?: string;
}

async function list(context: CommandContext): Promise<void> {
  const settings = await openClient(context).listSettings();
  context.output.result(settings, () =>
    table(
      ['SETTING', 'VALUE', 'UNIT', 'DEFAULT', 'CHANGED', 'BY'],
      settings.items.map((entry) => [
        entry.key,
        shown(entry.value),
        entry.unit ?? '-',
        entry.isDefault ? '=' : shown(entry.default),
        entry.changedAt ?? '-',
        entry.changedBy ?? '-',
      ]),
    ),
  );
}

async function show(context: CommandContext, name: string): Promise<void> {
  const key = keyOf(name);
  const { items } = await openClient(context).listSettings();
  const entry = items.find((item) => item.key === key);
  if (entry === undefined) throw usageError(`The instance has no setting ${key}: it is of another release.`);
  context.output.result(entry, () => render(entry));
}

function render(entry: SettingEntry): string {
  const bounds =
    entry.least === null ? [] : [`from ${entry.least} to ${entry.most}${entry.nullable ? ', or none' : ''}`];
  return [
    `${entry.key}: ${shown(entry.value)}${entry.unit === null ? '' : ` ${entry.unit}`}`,
    entry.description,
    ...bounds,
    `default: ${shown(entry.default)}`,
    ...(entry.changedAt === null ? [] : [`changed ${entry.changedAt} by ${entry.changedBy}`]),
  ].join('\n');
}

async function set(
  context: CommandContext,
  name: string,
  { value, ifRevision }: EditOptions & { value: string },
): Promise<void> {
  const key = keyOf(name);
  const body = { [key]: parsedValue(key, value) };
  const settings = await openClient(context).updateSettings({ body, ...versionOf(ifRevision) });
  told(context, key, settings);
}

async function reset(context: CommandContext, name: string, { ifRevision }: EditOptions): Promise<void> {
  const key = keyOf(name);
  const settings = await openClient(context).resetSetting({ params: { key }, ...versionOf(ifRevision) });
  told(context, key, settings);
}

function told({ output }: CommandContext, key: SettingKey, settings: Settings): void {
  output.result({ [key]: settings[key] }, () => `${key} is ${shown(settings[key])}.`);
}

async function history(context: CommandContext, name: string | undefined): Promise<void> {
  const client = openClient(context);
  const key = name === undefined ? undefined : keyOf(name);
  const changes = await everyPage((cursor) => client.listSettingChanges({ query: { cursor, key, limit: 500 } }));
  context.output.result(changes, () => table(['AT', 'BY', 'SETTING', 'FROM', 'TO'], changes.map(row)));
}

function row({ at, actor, key, before, after, reset: again }: SettingChange): string[] {
  return [at, actor, key, shown(before), `${shown(after)}${again ? ' (default)' : ''}`];
}

function keyOf(name: string): SettingKey {
  const key = settingKeys.find((one) => one === name);
  if (key !== undefined) return key;
  throw usageError(`There is no setting ${name}. There are: ${settingKeys.join(', ')}.`);
}

function parsedValue(key: SettingKey, text: string): unknown {
  if (key === 'limits') throw usageError('Limits of reading are set by drover limits set FILE.');
  const parsed = settingsSchema.shape[key].safeParse(
    text === 'none' ? null : /^-?\d+$/.test(text) ? Number(text) : text,
  );
  if (parsed.success) return parsed.data;
  throw usageError(`${key} cannot be ${text}: ${parsed.error.issues[0]?.message}.`);
}

function versionOf(revision: string | undefined): { ifMatch?: number } {
  if (revision === undefined) return {};
  if (/^\d{1,15}$/.test(revision)) return { ifMatch: Number(revision) };
  throw usageError(`--if-revision is ${revision}; it must be a whole number.`);
}

/** A value for people: whole only where it is short. */
function shown(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'object' ? 'see drover limits' : String(value);
}
