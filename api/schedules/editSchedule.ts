import { randomUUID } from 'node:crypto';
import type { Schedule, ScheduleChange, ScheduleInput, ScheduleTiming } from '../../contract/schedule.ts';
import { nextOccurrences } from '../../domain/schedule/occurrences.ts';
import type { Queries } from '../../prisma/database.ts';
import { lockPlan } from '../../prisma/queries/plans.ts';
import {
  createSchedule,
  deleteSchedule,
  findSchedule,
  findScheduleByName,
  lockSchedule,
  notifySchedule,
  pauseSchedule,
  type StoredSchedule,
  updateSchedule,
} from '../../prisma/queries/schedules.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { type Author, audit, type Editor } from '../http/author.ts';
import { requirePlan } from '../plans/editPlan.ts';
import { presentSchedule } from './presentSchedules.ts';

/** Temporal is asked within the transaction: what it does not take is not kept either. */
const transaction = { timeout: 20_000, maxWait: 5_000 };

/** @throws ApiError request.not-found */
export async function requireSchedule(queries: Queries, id: string): Promise<StoredSchedule> {
  const schedule = await findSchedule(queries, id);
  if (schedule !== null) return schedule;
  throw new ApiError('request.not-found', `There is no schedule ${id}.`);
}

export function addSchedule({ database, workflows }: ApiDependencies, input: ScheduleInput, author: Editor) {
  const id = randomUUID();
  return database.prisma.$transaction(async (queries) => {
    await requireVms(queries, input.planId, input.vms);
    requireTime(input);
    if (!(await createSchedule(queries, { id, ...input }, author.actor.name))) throw nameTaken(input.name);
    const schedule = await audited(queries, author, { action: 'schedule.create', id, before: null });
    await workflows.schedules.put(schedule);
    return presentSchedule(queries, schedule);
  }, transaction);
}

export function changeSchedule(
  { database, workflows }: ApiDependencies,
  id: string,
  { change, author }: { change: ScheduleChange; author: Editor },
): Promise<Schedule> {
  return database.prisma.$transaction(async (queries) => {
    await lockSchedule(queries, id);
    const before = await requireSchedule(queries, id);
    author.versions.demand(before.revision);
    const wanted = { ...before, ...change };
    const renewed = change.calendar !== undefined || change.timeZone !== undefined;
    if (change.vms !== undefined) await requireVms(queries, before.planId, wanted.vms);
    if (renewed) requireTime(wanted);
    const named = await findScheduleByName(queries, wanted.name);
    if (named !== null && named.id !== id) throw nameTaken(wanted.name);
    await updateSchedule(queries, wanted, { by: author.actor.name, renewed });
    const schedule = await audited(queries, author, { action: 'schedule.update', id, before });
    await workflows.schedules.put(schedule);
    return presentSchedule(queries, schedule);
  }, transaction);
}

export async function removeSchedule({ database, workflows }: ApiDependencies, id: string, author: Editor) {
  await database.prisma.$transaction(async (queries) => {
    await lockSchedule(queries, id);
    const schedule = await requireSchedule(queries, id);
    author.versions.demand(schedule.revision);
    await deleteSchedule(queries, id);
    await audit(queries, author, { action: 'schedule.delete', subject: `schedule/${id}`, before: schedule });
    await notifySchedule(queries, id);
    await workflows.schedules.remove(id);
  }, transaction);
}

export function pauseOrResume(
  { database, workflows }: ApiDependencies,
  id: string,
  { paused, note, author }: { paused: boolean; note: string | null; author: Author },
): Promise<Schedule> {
  return database.prisma.$transaction(async (queries) => {
    await lockSchedule(queries, id);
    const before = await requireSchedule(queries, id);
    if (before.paused === paused && before.note === note) return presentSchedule(queries, before);
    await pauseSchedule(queries, id, { paused, note, by: author.actor.name });
    const schedule = await audited(queries, author, {
      ...{ action: paused ? 'schedule.pause' : 'schedule.resume', id, before },
    });
    await workflows.schedules.put(schedule);
    return presentSchedule(queries, schedule);
  }, transaction);
}

export async function runNow(
  { database, workflows }: ApiDependencies,
  id: string,
  author: Author,
): Promise<{ runId: string }> {
  const { prisma } = database;
  await requireSchedule(prisma, id);
  const event = { action: 'schedule.run', subject: `schedule/${id}` };
  await audit(prisma, author, { ...event, outcome: 'intended' });
  const runId = await workflows.schedules.run(id, author.actor.name);
  await audit(prisma, author, { ...event, detail: { runId } });
  return { runId };
}

/** The plan stays until the transaction ends. @throws ApiError request.not-found | request.invalid */
async function requireVms(queries: Queries, planId: string, vms: string[] | null): Promise<void> {
  await lockPlan(queries, planId);
  const plan = await requirePlan(queries, planId);
  const known = new Set(plan.vms.map(({ ref }) => ref));
  const issues = (vms ?? []).flatMap((ref, index) =>
    known.has(ref) ? [] : [{ path: `body.vms.${index}`, message: `${ref} is not in the plan ${plan.name}` }],
  );
  if (issues.length > 0) throw new ApiError('request.invalid', `${issues[0]?.message}.`, { issues });
}

function requireTime(timing: Pick<ScheduleTiming, 'calendar' | 'timeZone'>): void {
  if (nextOccurrences(timing, Date.now(), 1).length > 0) return;
  const message =
    timing.calendar.every === 'once'
      ? `is over in ${timing.timeZone}: name a later time`
      : 'names days that never come';
  throw new ApiError('request.invalid', `The calendar ${message}.`, { issues: [{ path: 'body.calendar', message }] });
}

function nameTaken(name: string): ApiError {
  return new ApiError('request.conflict', `There is a schedule named ${name} already.`);
}

async function audited(
  queries: Queries,
  author: Author,
  { action, id, before }: { action: string; id: string; before: StoredSchedule | null },
): Promise<StoredSchedule> {
  const schedule = await requireSchedule(queries, id);
  await audit(queries, author, { action, subject: `schedule/${id}`, before, after: schedule });
  await notifySchedule(queries, id);
  return schedule;
}
