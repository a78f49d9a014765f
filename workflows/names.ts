/** Names that live outside the code: workflow types, task queues, search attributes. Frozen once released. */

export const workflowTypes = {
  migrateVm: 'migrateVm',
  preflightPlan: 'preflightPlan',
  testConnection: 'testConnection',
  describeVm: 'describeVm',
  describeTarget: 'describeTarget',
  compareHardware: 'compareHardware',
  syncInventory: 'syncInventory',
  pictureVm: 'pictureVm',
  refreshInventories: 'refreshInventories',
  housekeeping: 'housekeeping',
  residueReport: 'residueReport',
  removeResidue: 'removeResidue',
  scheduledStart: 'scheduledStart',
} as const;

/** Workflows and every activity that is a few calls. */
export const controlQueue = 'drover-control';

/** Queue of the mover on a node of the target. */
export function moverQueue(node: string): string {
  return `drover-mover-${node}`;
}

export function migrationWorkflowId(migrationId: string): string {
  return `migration/${migrationId}`;
}

/** Runs of a schedule: Temporal appends when each was due. */
export function scheduleRunId(scheduleId: string): string {
  return `schedule/${scheduleId}`;
}

/** The id in the workflow id of a migration's run; null for other workflows. */
export function migrationIdOf(workflowId: string): string | null {
  const prefix = migrationWorkflowId('');
  return workflowId.startsWith(prefix) ? workflowId.slice(prefix.length) : null;
}

/** Header of workflows, commands and activities: a W3C `traceparent`, what the work is part of. */
export const traceHeader = 'drover-traceparent';
/** Header of activities: the `traceparent` of the last command that the run took. */
export const traceLinkHeader = 'drover-command-traceparent';

/** Ids and states only: search attributes are stored unencrypted. */
export const searchAttributes = {
  state: 'DroverState',
  stage: 'DroverStage',
  connection: 'DroverConnection',
  needsAttention: 'DroverNeedsAttention',
} as const;
