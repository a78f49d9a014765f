import type { Client } from '../../client/client.ts';
import type { Connection } from '../../contract/connection.ts';
import type { Preset } from '../../contract/preset.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import { allPlans, allPresets, allSchedules, findConnection, type NamedVm, namesOfVms } from '../namedObjects.ts';
import type { ApplyFile, FilePlan, FilePreset } from './applyFile.ts';
import { planView, presetView, resolveVms } from './desiredPlan.ts';
import { type PlanToSchedule, scheduleStep } from './scheduleStep.ts';
import { type Applied, type Step, step } from './step.ts';

/** Ids and connections of presets by name, those included that a dry run would make. */
type Known = Map<string, { id: string | null; sourceConnectionId: string }>;

/** VMs of a source, read once however many objects of the file ask for them. */
type Inventory = (sourceConnectionId: string) => Promise<NamedVm[]>;

/**
 * Brings presets, plans and schedules of the file to what it says, by name; what it does not name stays. Edits are based
 * on what was read: one that somebody else makes meanwhile is not overwritten, the API refuses ours.
 * Everything is looked up before the first change, so that a mistake in the file changes nothing.
 */
export async function apply(client: Client, file: ApplyFile, dryRun: boolean): Promise<Applied[]> {
  demandDistinct('presets', file.presets);
  demandDistinct('plans', file.plans);
  demandDistinct('schedules', file.schedules);
  const presets = await allPresets(client);
  const known: Known = new Map(presets.map((preset) => [preset.name, preset]));
  const inventory = readOnce((id) => namesOfVms(client, id, undefined));
  const presetSteps = [];
  for (const wanted of file.presets) presetSteps.push(await presetStep(client, wanted, { presets, known }));
  const planSteps = [];
  for (const wanted of file.plans) planSteps.push(await planStep(client, wanted, { known, inventory }));
  const schedules = file.schedules.length === 0 ? [] : await allSchedules(client);
  const scheduleSteps = [];
  for (const wanted of file.schedules) {
    const plan = await planToSchedule(client, wanted.plan, { file, planSteps, known, inventory });
    scheduleSteps.push(scheduleStep(client, wanted, { plan, schedules }));
  }

  const applied: Applied[] = [];
  for (const { change, carryOut } of [...presetSteps, ...planSteps, ...scheduleSteps]) {
    if (!dryRun && change.action !== 'none') change.id = await carryOut();
    if (change.kind === 'preset') known.set(change.name, { ...needKnown(known, change.name), id: change.id });
    applied.push(change);
  }
  return applied;
}

async function presetStep(
  client: Client,
  wanted: FilePreset,
  { presets, known }: { presets: Preset[]; known: Known },
): Promise<Step> {
  const { source, target, ...body } = wanted;
  const from = await findConnection(client, source, 'vsphere');
  const to = await findConnection(client, target, 'proxmox');
  const found = presets.find(({ name }) => name === wanted.name);
  known.set(wanted.name, { id: found?.id ?? null, sourceConnectionId: from.id });
  const view = presetView({ ...body, ...idsOf(from, to) } as Preset, { source: from.name, target: to.name });
  if (found === undefined) {
    return step('preset', wanted.name, { id: null, before: undefined, after: view }, async () => {
      return (await client.createPreset({ body: { ...body, ...idsOf(from, to) } })).id;
    });
  }
  if (found.sourceConnectionId !== from.id || found.targetConnectionId !== to.id) {
    const remedy = 'give this one another name, or delete the old one';
    throw new CliError(exitCodes.refused, `The preset ${found.name} joins two other connections: ${remedy}.`);
  }
  const before = presetView(found, { source: from.name, target: to.name });
  return step('preset', wanted.name, { id: found.id, before, after: view }, async () => {
    const { id, revision } = found;
    return (await client.updatePreset({ params: { id }, body, ifMatch: revision })).id;
  });
}

async function planStep(
  client: Client,
  wanted: FilePlan,
  { known, inventory }: { known: Known; inventory: Inventory },
): Promise<Step> {
  const preset = needKnown(known, wanted.preset);
  const vms = resolveVms(wanted, await inventory(preset.sourceConnectionId));
  const after = planView({ settings: wanted.settings, vms }, wanted.preset);
  const body = () => ({
    ...{ name: wanted.name, settings: wanted.settings, vms },
    presetId: needKnown(known, wanted.preset).id ?? '',
  });
  const summary = (await allPlans(client, wanted.name)).find(({ name }) => name === wanted.name);
  if (summary === undefined) {
    return step('plan', wanted.name, { id: null, before: undefined, after }, async () => {
      return (await client.createPlan({ body: body() })).id;
    });
  }
  const found = await client.getPlan({ params: { id: summary.id } });
  const used = [...known].find(([, { id }]) => id === found.presetId)?.[0] ?? found.presetId;
  return step('plan', wanted.name, { id: found.id, before: planView(found, used), after }, async () => {
    const { id, revision } = found;
    return (await client.updatePlan({ params: { id }, body: body(), ifMatch: revision })).id;
  });
}

/** As the file makes it, else as the API has it. */
async function planToSchedule(
  client: Client,
  name: string,
  { file, planSteps, known, inventory }: { file: ApplyFile; planSteps: Step[]; known: Known; inventory: Inventory },
): Promise<PlanToSchedule | null> {
  const planned = file.plans.find((plan) => plan.name === name);
  if (planned !== undefined) {
    const made = planSteps.find(({ change }) => change.name === name)?.change;
    const vms = resolveVms(planned, await inventory(needKnown(known, planned.preset).sourceConnectionId));
    const refs = vms.flatMap(({ ref }, index) => [[ref, ref] as const, [planned.vms[index]?.vm ?? ref, ref] as const]);
    return { id: () => made?.id ?? null, refs: new Map(refs) };
  }
  const summary = (await allPlans(client, name)).find((plan) => plan.name === name);
  if (summary === undefined) return null;
  const { vms } = await client.getPlan({ params: { id: summary.id } });
  const own = new Set(vms.map(({ ref }) => ref));
  const named = (await inventory(summary.sourceConnectionId)).filter(({ ref }) => own.has(ref));
  const refs = [...named.map((vm) => [vm.name, vm.ref] as const), ...vms.map(({ ref }) => [ref, ref] as const)];
  return { id: () => summary.id, refs: new Map(refs) };
}

function readOnce(read: Inventory): Inventory {
  const begun = new Map<string, Promise<NamedVm[]>>();
  return (id) => {
    const asked = begun.get(id) ?? read(id);
    begun.set(id, asked);
    return asked;
  };
}

function idsOf(from: Connection, to: Connection) {
  return { sourceConnectionId: from.id, targetConnectionId: to.id };
}

function needKnown(known: Known, name: string) {
  const found = known.get(name);
  if (found !== undefined) return found;
  const names = [...known.keys()].join(', ') || 'none';
  throw new CliError(exitCodes.refused, `There is no preset ${name}, nor does the file make it. There are: ${names}.`);
}

function demandDistinct(list: string, rows: { name: string }[]): void {
  const twice = rows.find(({ name }, index) => rows.findIndex((row) => row.name === name) < index);
  if (twice !== undefined) throw new CliError(exitCodes.usage, `${list} names ${twice.name} twice.`);
}
