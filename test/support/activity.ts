import { MockActivityEnvironment } from '@temporalio/testing';
import { migrationWorkflowId } from '../../workflows/names.ts';

/** Calls an activity as a worker would for the run of this migration. */
export function asActivity<T>(migrationId: string, call: () => Promise<T>): Promise<T> {
  const workflowExecution = { workflowId: migrationWorkflowId(migrationId), runId: migrationId };
  return new MockActivityEnvironment({ workflowExecution }).run(call);
}
