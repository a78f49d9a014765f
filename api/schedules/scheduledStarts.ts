import type { VmStart } from '../../contract/bulkPlan.ts';
import { DroverError, type ErrorCode, errors, isErrorCode } from '../../contract/errors.ts';
import { isOccurrence } from '../../domain/schedule/occurrences.ts';
import { cutoverOfRun } from '../../domain/schedule/windowAfter.ts';
import type { ScheduledRun, ScheduledStarts } from '../../ports/scheduledStarts.ts';
import type { Queries } from '../../prisma/database.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import { migrationsByKeys } from '../../prisma/queries/planMigrations.ts';
import { findPlan } from '../../prisma/queries/plans.ts';
import { createRun, endRun, findRun, recordRunVms } from '../../prisma/queries/scheduleRuns.ts';
import { findSchedule, notifySchedule, type StoredSchedule } from '../../prisma/queries/schedules.ts';
import { type PlanStartDependencies, startPlan } from '../plans/startPlan.ts';
import { patienceMs } from './timesOf.ts';

/** What the activities of a schedule's run do: the same as `POST /plans/{id}/start`, without an API that is up. */
export function createScheduledStarts(dependencies: PlanStartDependencies): ScheduledStarts {
  const { prisma } = dependencies.database;
  return {
    async begin(run) {
      const earlier = await findRun(prisma, run.runId);
      if (earlier !== null) return earlier.outcome === 'running';
      const schedule = await findSchedule(prisma, run.scheduleId);
      if (schedule === null) return false;
      const due = Date.parse(run.scheduledAt);
      if (run.by === null && !isOccurrence(schedule, due)) return false;
      const late = run.by === null && Date.now() > due + patienceMs(schedule);
      await prisma.$transaction((queries) => insert(queries, { run, schedule, late }));
      return !late;
    },

    async start(runId, last) {
      const run = await findRun(prisma, runId);
      const schedule = run && (await findSchedule(prisma, run.scheduleId));
      if (run === null || schedule === null) return { dealtWith: 0, left: 0 };
      const { vms: planned = [] } = (await findPlan(prisma, schedule.planId)) ?? {};
      const held = new Set(planned.map(({ ref }) => ref));
      const before = run.vms.filter(({ outcome }) => outcome === 'pending');
      const refs = before.map(({ ref }) => ref).filter((ref) => held.has(ref));
      const told = refs.length === 0 ? [] : await ask(dependencies, { run, planId: schedule.planId, refs });
      const byRef = new Map(told.map((vm) => [vm.ref, vm]));
      const vms = run.vms.map((vm) => {
        if (vm.outcome !== 'pending') return vm;
        if (!held.has(vm.ref)) return notInPlan(vm);
        return settled(byRef.get(vm.ref) ?? vm, last);
      });
      await recordRunVms(prisma, runId, vms);
      await notifySchedule(prisma, schedule.id);
      const left = vms.filter(({ outcome }) => outcome === 'pending').length;
      return { dealtWith: before.length - left, left };
    },

    async end(runId) {
      await prisma.$transaction(async (queries) => {
        if (!(await endRun(queries, runId))) return;
        const run = await findRun(queries, runId);
        if (run === null) return;
        const { startedBy: actor, scheduledAt, counts, scheduleId } = run;
        const detail = { runId, scheduledAt, ...counts };
        const subject = `schedule/${scheduleId}`;
        await addAuditEvent(queries, { actor, action: 'schedule.ran', subject, detail, correlationId: runId });
        await notifySchedule(queries, scheduleId);
      });
    },
  };
}

async function insert(
  queries: Queries,
  { run, schedule, late }: { run: ScheduledRun; schedule: StoredSchedule; late: boolean },
): Promise<void> {
  const { runId, scheduledAt, by } = run;
  const actor = by ?? schedule.updatedBy;
  const wave = schedule.vms ?? (await findPlan(queries, schedule.planId))?.vms.map(({ ref }) => ref) ?? [];
  await createRun(queries, {
    ...{
      id: runId,
      scheduleId: schedule.id,
      scheduledAt: new Date(scheduledAt),
      startedBy: actor,
      byHand: by !== null,
    },
    outcome: late ? 'late' : 'running',
    cutover: late ? null : cutoverOfRun(schedule.cutover, schedule.timeZone, Date.now()),
    vms: wave.map((ref) => ({ ref, name: ref, outcome: 'pending', migrationId: null, problem: null })),
  });
  await notifySchedule(queries, schedule.id);
  if (!late) return;
  const detail = { runId, scheduledAt };
  const subject = `schedule/${schedule.id}`;
  await addAuditEvent(queries, { actor, action: 'schedule.late', subject, detail, correlationId: runId });
}

/** Nothing where no VM could be asked; a migration that an attempt before has begun counts as started. */
async function ask(
  dependencies: PlanStartDependencies,
  { run, planId, refs }: { run: NonNullable<Awaited<ReturnType<typeof findRun>>>; planId: string; refs: string[] },
): Promise<VmStart[]> {
  const actor = { name: run.startedBy };
  const keyOf = (ref: string) => `${run.id}/${ref}`;
  try {
    const { log } = dependencies;
    const cutover = run.cutover ?? undefined;
    const { vms } = await startPlan(dependencies, { planId, refs, actor, correlationId: run.id, log, cutover, keyOf });
    const own = await migrationsByKeys(dependencies.database.prisma, actor.name, refs.map(keyOf));
    return vms.map((vm) => (vm.migrationId !== null && own.has(vm.migrationId) ? { ...vm, outcome: 'started' } : vm));
  } catch (error) {
    if (error instanceof DroverError && isPassing(error.code)) return [];
    throw error;
  }
}

/** What may pass by itself is left to be asked again, unless it is the last time. */
function settled(vm: VmStart, last: boolean): VmStart {
  const code = vm.problem?.code;
  if (vm.outcome === 'pending') return last && vm.problem !== null ? { ...vm, outcome: 'refused' } : vm;
  if (vm.outcome !== 'refused' || last || code === undefined || !isErrorCode(code) || !isPassing(code)) return vm;
  return { ...vm, outcome: 'pending' };
}

function isPassing(code: ErrorCode): boolean {
  return errors[code].next === 'retry';
}

function notInPlan(vm: VmStart): VmStart {
  const detail = `${vm.ref} is no longer in the plan.`;
  const remedy = 'Take it out of the schedule, or put it back into the plan.';
  return { ...vm, outcome: 'refused', problem: { code: 'request.not-found', detail, remedy, findings: [] } };
}
