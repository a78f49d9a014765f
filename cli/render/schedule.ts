import type { NextTime, Schedule, ScheduleRun } from '../../contract/schedule.ts';
import { table } from '../table.ts';

const days = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const dayNames = (numbers: number[]) => numbers.map((day) => days[day]).join(', ');

/** `Mon 20:00`, `2nd Sat of the month 22:00`; in the schedule's own zone. */
export function renderCalendar({ calendar }: Pick<Schedule, 'calendar'>): string {
  if (calendar.every === 'once') return `${calendar.on} ${calendar.at}`;
  if (calendar.every === 'month') return `day ${calendar.days.join(', ')} of the month ${calendar.at}`;
  const which = calendar.weeks === undefined ? '' : `${calendar.weeks.map(ordinal).join(', ')} `;
  return `${which}${dayNames(calendar.days)}${which === '' ? '' : ' of the month'} ${calendar.at}`;
}

export function renderCutover({ cutover }: Pick<Schedule, 'cutover'>): string {
  if (cutover.mode === 'plan') return 'as planned';
  if (cutover.mode === 'hold') return 'held for an operator';
  const { days: on, from, to } = cutover.window;
  const { downtimeBudgetSeconds: budget } = cutover;
  return `${dayNames(on)} ${from}-${to}${budget === undefined ? '' : `, once it fits ${budget} s of downtime`}`;
}

export function renderRuns(runs: ScheduleRun[]): string {
  return table(
    ['DUE', 'BEGAN', 'OUTCOME', 'VMS', 'BY', 'RUN'],
    runs.map(({ scheduledAt, beganAt, outcome, counts, startedBy, byHand, id }) => [
      ...[byHand ? 'by hand' : scheduledAt, beganAt, outcome, renderRunCounts(counts), startedBy, id],
    ]),
  );
}

export function renderRunCounts(counts: ScheduleRun['counts']): string {
  return (
    Object.entries(counts)
      .map(([outcome, count]) => `${count} ${outcome}`)
      .join(', ') || '-'
  );
}

export function renderNext(next: NextTime[]): string {
  return table(
    ['NEXT', 'CUTOVER FROM', 'UNTIL', 'NOTE'],
    next.map(({ at, cutover, clock }) => [at, cutover?.at ?? '-', cutover?.until ?? '-', clockNotes[clock]]),
  );
}

const clockNotes = {
  'as-written': '',
  moved: 'the clock is put forward over this time: it begins as much later',
  'first-of-two': 'the clock shows this time twice: it begins at the first',
};

function ordinal(number: number): string {
  return `${number}${['', 'st', 'nd', 'rd'][number] ?? 'th'}`;
}
