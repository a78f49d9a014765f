import { randomUUID } from 'node:crypto';
import {
  type Client,
  type WorkflowHandle,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CommandInput } from '../../contract/command.ts';
import { DroverError } from '../../contract/errors.ts';
import type { CommandName, Migration } from '../../contract/migration.ts';
import {
  cancelSignal,
  cancelUpdate,
  commandRefused,
  cutoverUpdate,
  limitUpdate,
  pauseSignal,
  pauseUpdate,
  planRefused,
  resumeUpdate,
  retrySignal,
  retryUpdate,
  rollbackUpdate,
  scheduleUpdate,
  undoCutoverSignal,
  undoCutoverUpdate,
} from '../../workflows/messages.ts';
import { ApiError } from '../http/apiError.ts';
import { fromTemporal, isWorkflowMissing, rootFailure } from './temporalErrors.ts';

export interface CommandRequest {
  name: CommandName;
  actor: string;
  input: CommandInput;
  /** The same key again answers as the first time. */
  idempotencyKey: string | null;
}

interface Sending extends CommandRequest {
  commandMs: number;
  serviceMs: number;
}

/**
 * Sends a command as an update, which the workflow checks and answers. When no worker answers in time, pause, cancel,
 * retry and undo-cutover are left as signals, which take effect once one does: then null is returned.
 * @throws ApiError command.refused | migration.refused | worker.unavailable | temporal.unavailable
 */
export async function sendCommand(client: Client, migration: Migration, sending: Sending): Promise<Migration | null> {
  const handle = client.workflow.getHandle(migration.workflowId);
  const updateId = `${sending.name}-${sending.idempotencyKey ?? randomUUID()}`;
  try {
    return await client.withDeadline(Date.now() + sending.commandMs, () => update(handle, sending, updateId));
  } catch (error) {
    if (isWorkflowMissing(error)) throw hasEnded(migration);
    if (error instanceof WorkflowUpdateFailedError) throw fromUpdate(error, migration);
    if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError)) throw fromTemporal(error);
    return await leaveSignal(client, handle, sending);
  }
}

function update(handle: WorkflowHandle, { name, actor, input }: CommandRequest, updateId: string): Promise<Migration> {
  switch (name) {
    case 'pause':
      return handle.executeUpdate(pauseUpdate, { args: [{ actor }], updateId });
    case 'resume':
      return handle.executeUpdate(resumeUpdate, { args: [{ actor }], updateId });
    case 'retry':
      return handle.executeUpdate(retryUpdate, { args: [{ actor, plan: input.plan }], updateId });
    case 'cancel':
      return handle.executeUpdate(cancelUpdate, { args: [{ actor }], updateId });
    case 'cutover':
      return handle.executeUpdate(cutoverUpdate, { args: [{ actor }], updateId });
    case 'schedule':
      return handle.executeUpdate(scheduleUpdate, { args: [{ actor, at: input.at ?? '' }], updateId });
    case 'limit':
      return handle.executeUpdate(limitUpdate, {
        args: [{ actor, bytesPerSecond: input.bytesPerSecond, calendar: input.calendar }],
        updateId,
      });
    case 'undo-cutover':
      return handle.executeUpdate(undoCutoverUpdate, { args: [{ actor }], updateId });
    case 'rollback':
      return handle.executeUpdate(rollbackUpdate, { args: [{ actor }], updateId });
  }
}

async function leaveSignal(client: Client, handle: WorkflowHandle, sending: Sending): Promise<null> {
  const { name, actor, input } = sending;
  const deadline = Date.now() + sending.serviceMs;
  try {
    await client.withDeadline(deadline, async () => {
      if (name === 'pause') await handle.signal(pauseSignal, { actor });
      else if (name === 'cancel') await handle.signal(cancelSignal, { actor });
      else if (name === 'undo-cutover') await handle.signal(undoCutoverSignal, { actor });
      else if (name === 'retry') await handle.signal(retrySignal, { actor, plan: input.plan });
      else {
        await client.connection.workflowService.getSystemInfo({});
        throw new DroverError('worker.unavailable', `No worker took up the command ${name} in time.`);
      }
    });
  } catch (error) {
    throw fromTemporal(error);
  }
  return null;
}

function fromUpdate(error: WorkflowUpdateFailedError, migration: Migration): DroverError {
  const root = rootFailure(error.cause);
  if (root instanceof ApplicationFailure && root.type === planRefused) {
    const { findings } = (root.details?.[0] ?? {}) as Pick<ApiError['extras'], 'findings'>;
    return new ApiError('migration.refused', root.message, { findings: findings ?? [] });
  }
  if (!(root instanceof ApplicationFailure) || root.type !== commandRefused) {
    return new DroverError('internal', 'The command failed in the workflow.', { cause: error });
  }
  const { status, stage, allowed } = migration;
  const told = root.details?.[0] as ApiError['extras']['state'];
  return new ApiError('command.refused', root.message, { state: told ?? { status, stage, allowed } });
}

function hasEnded({ id, status, stage }: Migration): ApiError {
  return new ApiError('command.refused', `The run of migration ${id} has ended.`, {
    state: { status, stage, allowed: [] },
  });
}
