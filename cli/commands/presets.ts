import type { Command } from 'commander';
import type { MappingFinding, Preset } from '../../contract/preset.ts';
import { openClient } from '../apiAccess.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { allPresets, connectionNames, findPreset } from '../namedObjects.ts';
import { renderFindings } from '../render/findings.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

/** Mapping presets; `drover apply` makes and changes them. */
export function presetCommands(program: Command, open: OpenContext): void {
  const presets = program.command('presets').description('mappings of networks, storages and hardware, by name');
  presets
    .command('list', { isDefault: true })
    .description('all of them')
    .action(() => list(open()));
  presets
    .command('show <preset>')
    .description('one in full')
    .action((name: string) => show(open(), name));
  presets
    .command('check <preset>')
    .description('hold it against what both sides have now')
    .action((name: string) => check(open(), name));
  presets
    .command('remove <preset>')
    .description('forget one that no plan uses')
    .action((name: string) => remove(open(), name));
}

async function list(context: CommandContext): Promise<void> {
  const client = openClient(context);
  const presets = await allPresets(client);
  const nameOf = await connectionNames(client);
  context.output.result(presets, () =>
    table(
      ['PRESET', 'FROM', 'TO', 'STORAGE', 'NETWORKS', 'CHANGED', 'BY'],
      presets.map((preset) => [
        preset.name,
        nameOf(preset.sourceConnectionId),
        nameOf(preset.targetConnectionId),
        preset.storage,
        String(preset.networks.length),
        preset.updatedAt,
        preset.updatedBy,
      ]),
    ),
  );
}

async function show(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const preset = await findPreset(client, name);
  const nameOf = await connectionNames(client);
  context.output.result(preset, () => render(preset, nameOf));
}

function render(preset: Preset, nameOf: (id: string) => string): string {
  const { hardware } = preset;
  const networks = preset.networks.map(({ network, bridge, vlan }) => [network, bridge, vlan ? String(vlan) : '-']);
  const datastores = preset.datastores.map(({ datastore, storage, format }) => [datastore, storage, format ?? '-']);
  return [
    `${preset.name}: ${nameOf(preset.sourceConnectionId)} -> ${nameOf(preset.targetConnectionId)}`,
    `node      ${preset.node ?? 'the only one online'}`,
    `storage   ${preset.storage}${preset.stagingStorage === null ? '' : `, staged images on ${preset.stagingStorage}`}`,
    `pool      ${preset.pool ?? '-'}`,
    `hardware  controller ${hardware.controller}, NIC ${hardware.nic}, CPU ${hardware.cpuType}`,
    '',
    table(['NETWORK', 'BRIDGE', 'VLAN'], networks),
    '',
    table(['DATASTORE', 'STORAGE', 'FORMAT'], datastores),
  ].join('\n');
}

async function check(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findPreset(client, name);
  const report = await client.checkPreset({ params: { id } });
  context.output.result(report, () => renderFindings(report.findings));
  refuseBlocked(report.findings);
}

function refuseBlocked(findings: MappingFinding[]): void {
  const blockers = findings.filter(({ severity }) => severity === 'blocker').length;
  if (blockers > 0) throw new CliError(exitCodes.refused, `${blockers} row(s) cannot be carried out on the target.`);
}

async function remove(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id, revision } = await findPreset(client, name);
  await client.deletePreset({ params: { id }, ifMatch: revision });
  context.output.result({ id }, () => `${name} is forgotten.`);
}
