import type { Problem } from '../../../contract/problem.ts';
import type {
  Schedule,
  ScheduleCalendar,
  ScheduleChange,
  ScheduledCutover,
  ScheduleInput,
  ScheduleTiming,
} from '../../../contract/schedule.ts';

/** A schedule as its form holds it. */
export type ScheduleDraft = {
  name: string;
  planId: string;
  /** Null: whatever the plan has when it starts. */
  vms: string[] | null;
  timeZone: string;
  every: ScheduleCalendar['every'];
  on: string;
  at: string;
  days: number[];
  /** Empty: every week. */
  weeks: number[];
  monthDays: string;
  cutover: ScheduledCutover['mode'];
  windowDays: number[];
  windowFrom: string;
  windowTo: string;
  /** Seconds; '': it goes over when the window begins. */
  windowBudget: string;
  overlap: Schedule['overlap'];
  catchUpMinutes: string;
  jitterSeconds: string;
};

type Wrong = 'name' | 'plan' | 'vms' | 'date' | 'time' | 'days' | 'monthDays' | 'catchUp' | 'jitter' | 'budget';

export function emptySchedule(planId = ''): ScheduleDraft {
  return {
    ...{ name: '', planId, vms: null, timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone },
    ...{ every: 'once', on: '', at: '20:00', days: [1], weeks: [], monthDays: '1' },
    ...{ cutover: 'plan', windowDays: [6], windowFrom: '22:00', windowTo: '02:00', windowBudget: '' },
    ...{ overlap: 'skip', catchUpMinutes: '60', jitterSeconds: '0' },
  };
}

export function draftOf(schedule: Schedule): ScheduleDraft {
  const { name, planId, vms, timeZone, calendar, cutover, overlap } = schedule;
  return {
    ...emptySchedule(planId),
    ...{ name, vms, timeZone, overlap, every: calendar.every, at: calendar.at, cutover: cutover.mode },
    ...(calendar.every === 'once' ? { on: calendar.on } : {}),
    ...(calendar.every === 'week' ? { days: calendar.days, weeks: calendar.weeks ?? [] } : {}),
    ...(calendar.every === 'month' ? { monthDays: calendar.days.join(', ') } : {}),
    ...(cutover.mode === 'window'
      ? {
          ...{ windowDays: cutover.window.days, windowFrom: cutover.window.from, windowTo: cutover.window.to },
          windowBudget: `${cutover.downtimeBudgetSeconds ?? ''}`,
        }
      : {}),
    ...{ catchUpMinutes: `${schedule.catchUpMinutes}`, jitterSeconds: `${schedule.jitterSeconds}` },
  };
}

export function changeOf(draft: ScheduleDraft): Required<ScheduleChange> {
  return {
    ...{ name: draft.name.trim(), vms: draft.vms, overlap: draft.overlap, ...timingOf(draft) },
    ...{ catchUpMinutes: Number(draft.catchUpMinutes), jitterSeconds: Number(draft.jitterSeconds) },
  };
}

export function inputOf(draft: ScheduleDraft): ScheduleInput {
  return { planId: draft.planId, ...changeOf(draft) };
}

export function timingOf(draft: ScheduleDraft): ScheduleTiming {
  return { timeZone: draft.timeZone, calendar: calendarOf(draft), cutover: cutoverOf(draft) };
}

function calendarOf({ every, on, at, days, weeks, monthDays }: ScheduleDraft): ScheduleCalendar {
  if (every === 'once') return { every, on, at };
  if (every === 'month') return { every, days: daysOf(monthDays), at };
  return { every, days: [...days].sort(), at, ...(weeks.length === 0 ? {} : { weeks: [...weeks].sort() }) };
}

function cutoverOf({ cutover, windowDays, windowFrom, windowTo, windowBudget }: ScheduleDraft): ScheduledCutover {
  if (cutover !== 'window') return { mode: cutover };
  const budget = windowBudget.trim() === '' ? {} : { downtimeBudgetSeconds: Number(windowBudget) };
  return { mode: 'window', window: { days: [...windowDays].sort(), from: windowFrom, to: windowTo }, ...budget };
}

/** `1, 15` */
function daysOf(text: string): number[] {
  return [...new Set(text.split(/[\s,;]+/).filter((part) => part !== ''))].map(Number);
}

/** What is missing or cannot be, before anything is sent: keys of `schedules.wrong` by field. */
export function wrongFields(draft: ScheduleDraft): Map<string, Wrong> {
  const wrong = wrongTimes(draft);
  if (draft.name.trim() === '') wrong.set('name', 'name');
  if (draft.planId === '') wrong.set('planId', 'plan');
  if (draft.vms?.length === 0) wrong.set('vms', 'vms');
  if (!isWhole(draft.catchUpMinutes, 1, 10_080)) wrong.set('catchUpMinutes', 'catchUp');
  if (!isWhole(draft.jitterSeconds, 0, 3600)) wrong.set('jitterSeconds', 'jitter');
  return wrong;
}

/** Of what a preview needs. */
export function wrongTimes(draft: ScheduleDraft): Map<string, Wrong> {
  const wrong = new Map<string, Wrong>();
  const { every, on, at, days, monthDays, cutover, windowDays, windowFrom, windowTo, windowBudget } = draft;
  if (every === 'once' && on === '') wrong.set('on', 'date');
  if (at === '') wrong.set('at', 'time');
  if (every === 'week' && days.length === 0) wrong.set('days', 'days');
  const numbers = daysOf(monthDays);
  if (every === 'month' && (numbers.length === 0 || !numbers.every((day) => isWhole(`${day}`, 1, 31)))) {
    wrong.set('monthDays', 'monthDays');
  }
  if (cutover === 'window') {
    if (windowDays.length === 0) wrong.set('windowDays', 'days');
    if (windowFrom === '') wrong.set('windowFrom', 'time');
    if (windowTo === '') wrong.set('windowTo', 'time');
    if (windowBudget.trim() !== '' && !isWhole(windowBudget, 1, Number.MAX_SAFE_INTEGER)) {
      wrong.set('windowBudget', 'budget');
    }
  }
  return wrong;
}

/** What the API says of each field, at the field of the form. */
export function refusedFields({ every }: ScheduleDraft, problem: Problem): Map<string, string> {
  const place = { once: 'on', week: 'days', month: 'monthDays' }[every];
  return new Map(
    (problem.issues ?? []).map(({ path, message }) => {
      const [field = ''] = path.replace(/^body\./, '').split('.');
      return [field === 'calendar' ? place : field, message];
    }),
  );
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}
