import { ApplicationFailure, isCancellation, proxyActivities } from '@temporalio/workflow';
import type { ControlActivities } from '../../activities/index.ts';
import type { Finding } from '../../contract/finding.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import { blockers } from '../../domain/preflight/judge.ts';
import { planRefused } from '../messages.ts';
import { controlQueue } from '../names.ts';
import { explain } from './failure.ts';
import type { MigrationRun } from './migrationRun.ts';

/** Somebody waits for the answer: few tries, short times. */
const { preflight } = proxyActivities<ControlActivities>({
  taskQueue: controlQueue,
  summary: 'judge a corrected plan',
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '3 minutes',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 2 },
});

/**
 * Judges a corrected plan as preflight would. What blocks the running plan as well is not the edit's fault: snapshots
 * and volumes of the run itself are there by now.
 * @throws ApplicationFailure migration.refused with the findings in `details[0]`
 */
export async function requireSound({ migration }: MigrationRun, edited: MigrationPlan): Promise<void> {
  const judged = migration.stages.some(({ name, endedAt }) => name === 'preflight' && endedAt !== null);
  // Before that the retry itself runs preflight.
  if (!judged || JSON.stringify(edited) === JSON.stringify(migration.plan)) return;
  const [before, after] = await Promise.all([migration.plan, edited].map((plan) => judge(plan, migration.id)));
  const known = new Set((before ?? []).map(nameOf));
  const added = (after ?? []).filter((finding) => !known.has(nameOf(finding)));
  if (added.length === 0) return;
  const codes = added.map(({ code, subject }) => `${code} (${subject})`).join(', ');
  throw refused(`The corrected plan was not taken: ${codes}.`, added);
}

async function judge(plan: MigrationPlan, migrationId: string): Promise<Finding[]> {
  try {
    return blockers((await preflight({ plan, migrationId })).report.findings);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const { code, message } = explain(error);
    throw refused(`The corrected plan was not taken, because it cannot be judged now: ${message} (${code})`, []);
  }
}

function refused(message: string, findings: Finding[]): ApplicationFailure {
  return ApplicationFailure.create({ type: planRefused, message, nonRetryable: true, details: [{ findings }] });
}

function nameOf({ code, subject }: Finding): string {
  return `${code} ${subject}`;
}
