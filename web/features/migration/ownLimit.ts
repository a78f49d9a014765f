import type { CommandInput } from '../../../contract/command.ts';
import { noLimits } from '../../../contract/limits.ts';
import type { MigrationPlan } from '../../../contract/plan.ts';
import { type CalendarDraft, calendarDraft, calendarOf } from '../limits/limitsDraft.ts';

type OwnLimits = Pick<MigrationPlan, 'bandwidthBytesPerSecond' | 'bandwidthCalendar'>;

/** The rate and the calendar of a migration as one calendar: of both, the lower holds. */
export function ownLimit(
  { bandwidthBytesPerSecond: rate, bandwidthCalendar: calendar }: OwnLimits,
  timeZone: string,
): CalendarDraft {
  const lower = (other: number) => Math.min(other, rate ?? other);
  const { bytesPerSecond, windows, ...rest } = calendar ?? { ...noLimits.overall, timeZone };
  return calendarDraft({
    ...rest,
    bytesPerSecond: bytesPerSecond === null ? (rate ?? null) : lower(bytesPerSecond),
    windows: windows.map((window) => ({ ...window, bytesPerSecond: lower(window.bytesPerSecond) })),
  });
}

/** What the command carries: both parts, so that nothing of before remains. */
export function limitInput(draft: CalendarDraft): CommandInput {
  const calendar = calendarOf(draft);
  if (calendar.windows.length > 0) return { bytesPerSecond: null, calendar };
  return { bytesPerSecond: calendar.bytesPerSecond, calendar: null };
}
