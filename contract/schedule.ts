import { z } from 'zod';
import { maximumPlanVms, vmStartSchema } from './bulkPlan.ts';
import { objectNameSchema } from './objectName.ts';
import { cutoverPolicySchema, downtimeBudgetSchema } from './plan.ts';
import { clockSchema, timeZoneSchema } from './timeZone.ts';

/** A schedule: when a plan, or a wave of it, is started, and when what it started may cut over. */

const weekday = z.number().int().min(1).max(7);
const distinct = (values: unknown[]) => new Set(values).size === values.length;
const days = z.array(weekday).min(1).max(7).refine(distinct, 'names a day twice');

/** Times of the wall clock in the schedule's time zone. */
export const scheduleCalendarSchema = z
  .discriminatedUnion('every', [
    z.strictObject({
      every: z.literal('once'),
      on: z.iso
        .date()
        .refine((date) => /^20/.test(date), 'must be a date from 2000 to 2099')
        .meta({ example: '2026-12-07' }),
      at: clockSchema,
    }),
    z.strictObject({
      every: z.literal('week'),
      days: days.meta({ description: '1 is Monday, 7 is Sunday.' }),
      weeks: z
        .array(z.number().int().min(1).max(5))
        .min(1)
        .max(5)
        .refine(distinct, 'names a week twice')
        .optional()
        .meta({
          description:
            'Which of these days of the month: 2 with day 6 is the second Saturday. 5: only in months that have a fifth. Absent: every week.',
        }),
      at: clockSchema,
    }),
    z.strictObject({
      every: z.literal('month'),
      days: z.array(z.number().int().min(1).max(31)).min(1).max(31).refine(distinct, 'names a day twice').meta({
        description: 'Days of the month. Months without such a day are left out.',
      }),
      at: clockSchema,
    }),
  ])
  .meta({ id: 'ScheduleCalendar' });
export type ScheduleCalendar = z.infer<typeof scheduleCalendarSchema>;

export const cutoverWindowSchema = z
  .strictObject({
    days: days.meta({ description: 'On which the window begins; 1 is Monday, 7 is Sunday.' }),
    from: clockSchema.meta({ example: '22:00' }),
    to: clockSchema.meta({ description: 'Not after `from`: until then on the day after.', example: '02:00' }),
  })
  .meta({ id: 'CutoverWindow' });
export type CutoverWindow = z.infer<typeof cutoverWindowSchema>;

export const scheduledCutoverSchema = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('plan') }).meta({ description: 'As the plan says.' }),
    z.strictObject({ mode: z.literal('hold') }).meta({ description: 'Copy and wait for an operator.' }),
    z
      .strictObject({
        mode: z.literal('window'),
        window: cutoverWindowSchema,
        downtimeBudgetSeconds: downtimeBudgetSchema.optional().meta({
          description:
            'Within the window, once the forecast is below this and ends in it. Absent: when the window begins.',
        }),
      })
      .meta({
        description: 'In the first window that is not over when the VMs are started, else wait for an operator.',
      }),
  ])
  .meta({ id: 'ScheduledCutover' });
export type ScheduledCutover = z.infer<typeof scheduledCutoverSchema>;

const editable = {
  name: objectNameSchema,
  vms: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(maximumPlanVms)
    .refine(distinct, 'names a VM twice')
    .nullable()
    .meta({ description: 'The wave: references of VMs of the plan. Null: whatever the plan has when it starts.' }),
  timeZone: timeZoneSchema.meta({ description: 'IANA name, in which all times are meant.', example: 'Europe/Vienna' }),
  calendar: scheduleCalendarSchema,
  cutover: scheduledCutoverSchema,
  overlap: z.enum(['skip', 'wait']).meta({
    description: 'When the run before still asks its VMs to start: leave this one out, or start it after.',
  }),
  catchUpMinutes: z.number().int().min(1).max(10_080).meta({
    description: 'A run that could not begin within this long after its time is told as missed and does not begin.',
  }),
  jitterSeconds: z.number().int().min(0).max(3600).meta({
    description: 'Begin up to this much later, at random, so that schedules of one time do not all begin at once.',
  }),
};

export const scheduleInputSchema = z
  .strictObject({
    ...editable,
    planId: z.string().min(1).max(100),
    vms: editable.vms.default(null),
    timeZone: editable.timeZone.default('UTC'),
    cutover: editable.cutover.default({ mode: 'plan' }),
    overlap: editable.overlap.default('skip'),
    catchUpMinutes: editable.catchUpMinutes.default(60),
    jitterSeconds: editable.jitterSeconds.default(0),
  })
  .meta({ id: 'ScheduleInput' });
export type ScheduleInput = z.infer<typeof scheduleInputSchema>;

/** Fields that are absent stay. */
export const scheduleChangeSchema = z.strictObject(editable).partial().meta({ id: 'ScheduleChange' });
export type ScheduleChange = z.infer<typeof scheduleChangeSchema>;

export const nextTimeSchema = z
  .object({
    at: z.string(),
    clock: z.enum(['as-written', 'moved', 'first-of-two']).meta({
      description:
        '`moved`: the clock leaves this time out on that day, so it begins as much later as the clock is put forward. `first-of-two`: the clock shows this time twice on that day; it begins at the first.',
    }),
    cutover: z
      .object({ at: z.string(), until: z.string() })
      .nullable()
      .meta({ description: 'The window of what is started then. Null: the schedule has none.' }),
  })
  .meta({ id: 'ScheduleNextTime' });
export type NextTime = z.infer<typeof nextTimeSchema>;

export const scheduleTimingSchema = z
  .strictObject({
    timeZone: editable.timeZone,
    calendar: editable.calendar,
    cutover: editable.cutover.default({ mode: 'plan' }),
  })
  .meta({ id: 'ScheduleTiming' });
export type ScheduleTiming = z.infer<typeof scheduleTimingSchema>;

export const scheduleRunSchema = z
  .object({
    id: z.string(),
    scheduledAt: z.string(),
    beganAt: z.string(),
    endedAt: z.string().nullable(),
    startedBy: z.string().meta({ description: 'Who wrote the schedule, or who ran it by hand.' }),
    byHand: z.boolean(),
    outcome: z.enum(['running', 'done', 'late']).meta({
      description: '`late`: no worker took it up within the catch-up time; nothing was started.',
    }),
    cutover: cutoverPolicySchema.nullable().meta({ description: 'What its VMs were started with. Null: as planned.' }),
    counts: z.partialRecord(vmStartSchema.shape.outcome, z.number().int()),
  })
  .meta({ id: 'ScheduleRun' });
export type ScheduleRun = z.infer<typeof scheduleRunSchema>;

export const scheduleRunDetailSchema = scheduleRunSchema
  .extend({ vms: z.array(vmStartSchema) })
  .meta({ id: 'ScheduleRunDetail' });
export type ScheduleRunDetail = z.infer<typeof scheduleRunDetailSchema>;

export const scheduleSchema = z
  .object({
    id: z.string(),
    ...editable,
    planId: z.string(),
    planName: z.string(),
    sourceConnectionId: z.string().meta({ description: 'Of the plan; the schedule is of its project.' }),
    paused: z.boolean(),
    note: z.string().nullable().meta({ description: 'Why it was paused or resumed.' }),
    next: z.array(nextTimeSchema).meta({ description: 'Five at most; none while it is paused, or when none is left.' }),
    lastRun: scheduleRunSchema.nullable(),
    missed: z.array(z.string()).meta({
      description:
        'Times, newest first, five at most, at which it should have run and did not: out of reach for longer than the catch-up time, or left out for the run before.',
    }),
    revision: z.number().int().meta({ description: 'Rises with each edit; what `If-Match` wants.' }),
    createdAt: z.string(),
    updatedAt: z.string(),
    updatedBy: z.string(),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof scheduleSchema>;
