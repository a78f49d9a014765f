import { Context } from '@temporalio/activity';
import { DroverError } from '../contract/errors.ts';
import { migrationWorkflowId } from '../workflows/names.ts';

/** Id of the migration whose run called this activity. */
export function runningMigration(): string {
  const { workflowExecution } = Context.current().info;
  const prefix = migrationWorkflowId('');
  if (workflowExecution?.workflowId.startsWith(prefix)) return workflowExecution.workflowId.slice(prefix.length);
  throw new DroverError('internal', `${workflowExecution?.workflowId} is no run of a migration.`);
}
