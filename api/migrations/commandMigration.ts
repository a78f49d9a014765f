import type { CommandInput } from '../../contract/command.ts';
import type { CommandName, Migration } from '../../contract/migration.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import { recordMigration } from '../../prisma/recordMigration.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import { withPlanDefaults } from './planDefaults.ts';

export interface CommandedBy {
  name: CommandName;
  input: CommandInput;
  actor: { name: string };
  correlationId: string;
  idempotencyKey: string | null;
}

/** `taken`: the workflow has answered; else the command waits for a worker and `state` is what was known before. */
export async function commandMigration(
  { workflows, database }: ApiDependencies,
  migration: Migration,
  { name, input: given, actor, correlationId, idempotencyKey }: CommandedBy,
): Promise<{ state: Migration; taken: boolean }> {
  const input =
    given.plan === undefined
      ? given
      : { ...given, plan: withPlanDefaults(given.plan, await readSettings(database.prisma)) };
  const author = { actor, correlationId };
  const event = {
    ...{ action: `migration.${name}`, subject: `migration/${migration.id}`, workflowId: migration.workflowId },
    detail: input,
  };
  await audit(database.prisma, author, { ...event, outcome: 'intended' });
  const state = await workflows.command(migration, { name, input, actor: actor.name, idempotencyKey });
  await database.prisma.$transaction(async (queries) => {
    // What the workflow tells of itself, under its revision: lists need not wait until a worker records it.
    if (state !== null) await recordMigration(queries, state);
    await audit(queries, author, { ...event, detail: { ...input, taken: state !== null } });
  });
  return { state: state ?? migration, taken: state !== null };
}

/** @throws ApiError request.invalid where a command lacks what it needs */
export function demandInput({ name, input }: Pick<CommandedBy, 'name' | 'input'>): void {
  if (name === 'schedule' && input.at === undefined) {
    const issues = [{ path: 'body.at', message: 'is needed to schedule the cutover' }];
    throw new ApiError('request.invalid', 'The command schedule needs a time.', { issues });
  }
  if (name === 'limit' && input.bytesPerSecond === undefined && input.calendar === undefined) {
    const issues = [{ path: 'body.bytesPerSecond', message: 'or `calendar` is needed; null lifts the limit' }];
    throw new ApiError('request.invalid', 'The command limit needs a rate or a calendar.', { issues });
  }
}
