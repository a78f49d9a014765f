import type { Command } from 'commander';
import type { Client } from '../../client/client.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import { usageError } from '../exitCode.ts';
import { findConnection, findVm, onlyConnection } from '../namedObjects.ts';
import { type PlanOptions, planInput } from '../planInput.ts';
import { several } from './several.ts';

export interface PlanCommandOptions extends PlanOptions {
  from?: string;
  to?: string;
}

/** The options of every command that takes a plan. */
export function withPlanOptions(command: Command): Command {
  return command
    .option('--plan <file>', 'plan as JSON; the options below win over it')
    .option('--from <connection>', 'source; absent: the only vSphere connection')
    .option('--to <connection>', 'target; absent: the only Proxmox VE connection')
    .option('--storage <name>', 'storage of the disks')
    .option('--disk <id=storage[:format]>', 'another storage for one disk; repeat it for others', several)
    .option('--network <name=bridge[:vlan]>', 'where the NICs of a network go; repeat it for others', several)
    .option('--node <name>', 'node of the new VM')
    .option('--vmid <id>', 'its id; absent: the next free one')
    .option('--name <name>', 'its name; absent: that of the source')
    .option('--pool <name>', 'its pool')
    .option('--tag <name>', 'a tag of it; repeat it for others', several)
    .option('--cold', 'copy once, with the VM off')
    .option('--route <route>', 'auto, direct or staged')
    .option('--staging <name>', 'storage for staged images')
    .option('--transport <transport>', 'auto, https, nfc or nbd')
    .option('--virtio', 'virtio disks and NICs instead of those the guest knows')
    .option('--drivers-confirmed', 'the guest carries virtio drivers')
    .option('--cutover <when>', 'manual, auto, auto:SECONDS of downtime, or a time')
    .option('--window <from/until>', 'with auto: only within these times; alone: at the first, until the second')
    .option('--interval <seconds>', 'between delta rounds')
    .option('--rounds <n>', 'delta rounds before an automatic cutover')
    .option('--bandwidth <rate>', 'bytes per second, e.g. 50M')
    .option('--shutdown-timeout <seconds>', 'how long the guest may take to shut down')
    .option('--power-off', 'power off a guest that does not shut down in time')
    .option('--no-start', 'leave the new VM off');
}

/** Turns names into ids and options into a plan. @throws CliError usage | refused */
export async function planOf(
  client: Client,
  vm: string | undefined,
  options: PlanCommandOptions,
): Promise<MigrationPlanInput> {
  const fromFile = options.plan !== undefined;
  const source = await endOf(client, 'vsphere', '--from', options.from, fromFile && vm === undefined);
  const target = await endOf(client, 'proxmox', '--to', options.to, fromFile);
  if (vm !== undefined && source === undefined) throw usageError('A VM needs its source: --from.');
  const ref = vm === undefined || source === undefined ? undefined : (await findVm(client, source, vm)).ref;
  if (ref === undefined && !fromFile) throw usageError('Name a VM, or give a plan with --plan.');
  return planInput({ source, vm: ref, target }, options);
}

async function endOf(
  client: Client,
  kind: 'vsphere' | 'proxmox',
  option: string,
  name: string | undefined,
  optional: boolean,
): Promise<string | undefined> {
  if (name !== undefined) return (await findConnection(client, name, kind)).id;
  return optional ? undefined : (await onlyConnection(client, kind, option)).id;
}
