import type { Command } from 'commander';
import { openClient } from '../apiAccess.ts';
import { allVms, findConnection, findVm } from '../namedObjects.ts';
import { bytes } from '../quantities.ts';
import { renderTargetFacts } from '../render/targetFacts.ts';
import { renderVm } from '../render/vm.ts';
import { table } from '../table.ts';
import type { CommandContext, OpenContext } from './context.ts';

export function inventoryCommands(program: Command, open: OpenContext): void {
  const inventory = program.command('inventory').description('VMs of a source and what a target offers');
  inventory
    .command('list <connection>')
    .description('VMs as last seen')
    .option('--search <text>', 'part of name or path')
    .action((name: string, { search }: { search?: string }) => list(open(), name, search));
  inventory
    .command('refresh <connection>')
    .description('read the inventory anew')
    .action((name: string) => refresh(open(), name));
  inventory
    .command('show <connection> <vm>')
    .description('one VM in full, asked of the source now')
    .action((name: string, vm: string) => show(open(), name, vm));
  inventory
    .command('target <connection>')
    .description('nodes, storages and bridges of a Proxmox VE cluster')
    .action((name: string) => target(open(), name));
}

async function list(context: CommandContext, name: string, search: string | undefined): Promise<void> {
  const client = openClient(context);
  const { id } = await findConnection(client, name, 'vsphere');
  const vms = await allVms(client, id, search);
  context.output.result(vms, () =>
    table(
      ['VM', 'NAME', 'POWER', 'FIRMWARE', 'DISKS', 'CAPACITY', 'CBT', 'GUEST'],
      vms.map((vm) => [
        vm.ref,
        vm.template ? `${vm.name} (template)` : vm.name,
        vm.power,
        vm.firmware,
        String(vm.diskCount),
        bytes(vm.capacityBytes),
        vm.changeTracking ? 'on' : 'off',
        vm.guestFullName,
      ]),
    ),
  );
}

async function refresh(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findConnection(client, name, 'vsphere');
  context.output.note(`Reading the inventory of ${name} ...`);
  const { count } = await client.refreshInventory({ params: { id } });
  context.output.result({ count }, () => `${count} VMs.`);
}

async function show(context: CommandContext, name: string, vm: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findConnection(client, name, 'vsphere');
  const { ref } = await findVm(client, id, vm);
  const spec = await client.getVm({ params: { id, ref } });
  context.output.result(spec, () => renderVm(spec));
}

async function target(context: CommandContext, name: string): Promise<void> {
  const client = openClient(context);
  const { id } = await findConnection(client, name, 'proxmox');
  const facts = await client.getTargetFacts({ params: { id } });
  context.output.result(facts, () => renderTargetFacts(facts));
}
