import type { Client } from '../../client/client.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { CliError, exitCodes } from '../exitCode.ts';
import type { FileSchedule } from './applyFile.ts';
import { type Step, step } from './step.ts';

/** A plan as a schedule sees it. Its id is asked for when the schedule is made: the file may make the plan first. */
export interface PlanToSchedule {
  id(): string | null;
  /** References of its VMs, by what the file calls them. */
  refs: Map<string, string>;
}

/** @param plan null: neither the file nor the API has it */
export function scheduleStep(
  client: Client,
  wanted: FileSchedule,
  { plan, schedules }: { plan: PlanToSchedule | null; schedules: Schedule[] },
): Step {
  if (plan === null) {
    throw new CliError(exitCodes.refused, `There is no plan ${wanted.plan}, nor does the file make it.`);
  }
  const { plan: planName, vms: named, ...fields } = wanted;
  const vms = named && refsOf(wanted.name, named, plan.refs);
  const body = { ...fields, vms };
  const found = schedules.find(({ name }) => name === wanted.name);
  const after = { plan: planName, ...body };
  if (found === undefined) {
    return step('schedule', wanted.name, { id: null, before: undefined, after }, async () => {
      return (await client.createSchedule({ body: { ...body, planId: plan.id() ?? '' } })).id;
    });
  }
  if (found.planId !== plan.id()) {
    const remedy = 'give this one another name, or remove the old one';
    throw new CliError(exitCodes.refused, `The schedule ${found.name} starts plan ${found.planName}: ${remedy}.`);
  }
  const { timeZone, calendar, cutover, overlap, catchUpMinutes, jitterSeconds } = found;
  const before = {
    ...{ plan: planName, name: found.name, vms: found.vms },
    ...{ timeZone, calendar, cutover, overlap, catchUpMinutes, jitterSeconds },
  };
  return step('schedule', wanted.name, { id: found.id, before, after }, async () => {
    const { id, revision } = found;
    return (await client.updateSchedule({ params: { id }, body, ifMatch: revision })).id;
  });
}

function refsOf(schedule: string, named: string[], refs: Map<string, string>): string[] {
  const unknown = named.filter((vm) => !refs.has(vm));
  if (unknown.length > 0) {
    throw new CliError(exitCodes.refused, `schedules "${schedule}": its plan has no VM ${unknown.join(', ')}.`);
  }
  return named.map((vm) => refs.get(vm) ?? vm);
}
