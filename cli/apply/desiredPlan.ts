import type { BulkPlan, BulkPlanInput } from '../../contract/bulkPlan.ts';
import type { Preset } from '../../contract/preset.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import type { NamedVm } from '../namedObjects.ts';
import type { FilePlan, FilePreset } from './applyFile.ts';

/** What a difference is told of: without ids and times, with names. */
export type PresetView = Omit<FilePreset, 'name'>;
export type PlanView = Pick<BulkPlanInput, 'settings' | 'vms'> & { preset: string };

export function presetView(preset: Preset, ends: { source: string; target: string }): PresetView {
  const { node, storage, stagingStorage, pool, networks, datastores, hardware } = preset;
  return { ...ends, node, storage, stagingStorage, pool, networks, datastores, hardware };
}

export function planView({ settings, vms }: Pick<BulkPlan, 'settings' | 'vms'>, preset: string): PlanView {
  return { preset, settings, vms };
}

/** References of the VMs of a plan, by reference or by whole name. @throws CliError refused, with every VM that is not clear */
export function resolveVms(plan: FilePlan, inventory: NamedVm[]): BulkPlanInput['vms'] {
  const byRef = new Map(inventory.map((vm) => [vm.ref, vm]));
  const byName = Map.groupBy(inventory, ({ name }) => name);
  const mistakes: string[] = [];
  const seen = new Map<string, string>();
  const vms = plan.vms.map(({ vm, ...overrides }, index) => {
    const named = byName.get(vm) ?? [];
    const ref = byRef.get(vm)?.ref ?? (named.length === 1 ? named[0]?.ref : undefined);
    const where = `plans "${plan.name}" vms.${index}`;
    if (named.length > 1 && ref === undefined) {
      const refs = named.map((one) => `${one.ref} (${one.path})`).join(', ');
      mistakes.push(`${where}: several VMs are called ${vm}: ${refs}. Name one by its reference.`);
    } else if (ref === undefined) {
      mistakes.push(`${where}: the inventory has no VM ${vm}; correct the name, or refresh the inventory.`);
    } else if (seen.has(ref)) {
      mistakes.push(`${where}: ${vm} is the same VM as ${seen.get(ref)}; take one out.`);
    } else seen.set(ref, vm);
    return { ref: ref ?? vm, overrides };
  });
  if (mistakes.length > 0) throw new CliError(exitCodes.refused, mistakes.join('\n'));
  return vms;
}
