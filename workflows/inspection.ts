import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ControlActivities } from '../activities/index.ts';
import type { CompareInput } from '../activities/inspect.ts';
import type { PictureInput } from '../activities/picture.ts';
import type { ConnectionTest } from '../contract/connection.ts';
import type { PreflightReport } from '../contract/finding.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import type { TargetFacts } from '../contract/targetFacts.ts';
import type { ComparedHardware } from '../contract/targetHardware.ts';
import type { VmSpec } from '../contract/vm.ts';

/** Questions that somebody waits for: few tries, short times. */
const ask = proxyActivities<ControlActivities>({
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '15 minutes',
  heartbeatTimeout: '15 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '500 milliseconds', maximumAttempts: 3 },
});

export async function preflightPlan(plan: MigrationPlan): Promise<PreflightReport> {
  return (await ask.preflight({ plan, migrationId: null })).report;
}

export async function testConnection(connectionId: string): Promise<ConnectionTest> {
  return ask.testConnection(connectionId);
}

export async function describeVm(input: { connectionId: string; vm: string }): Promise<VmSpec> {
  return ask.describeVm(input);
}

export async function describeTarget(connectionId: string): Promise<TargetFacts> {
  return ask.describeTarget(connectionId);
}

export async function compareHardware(input: CompareInput): Promise<ComparedHardware> {
  return ask.compareHardware(input);
}

export async function syncInventory(connectionId: string): Promise<{ count: number }> {
  return ask.syncInventory(connectionId);
}

/** Keeps a picture of a migration's target that somebody asked for. */
export async function pictureVm(input: PictureInput): Promise<void> {
  return ask.pictureTarget(input);
}
