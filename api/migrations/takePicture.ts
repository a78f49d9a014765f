import type { Migration } from '../../contract/migration.ts';
import type { ScreenPicture } from '../../contract/screenPicture.ts';
import { listPictures } from '../../prisma/queries/pictures.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { type Author, audit } from '../http/author.ts';

/** Has a worker look at the target's screen. @throws ApiError request.conflict while there is no target */
export async function takePicture(
  { workflows, database }: ApiDependencies,
  { id, plan, targetVm, workflowId }: Migration,
  author: Author,
): Promise<ScreenPicture> {
  if (targetVm === null) {
    throw new ApiError('request.conflict', `Migration ${id} has no target VM yet, so there is no screen to look at.`);
  }
  const argument = { migrationId: id, connectionId: plan.target.connectionId, targetVm, occasion: 'asked' };
  const event = { action: 'picture.take', subject: `migration/${id}`, workflowId, outcome: 'intended' } as const;
  await audit(database.prisma, author, event);
  await workflows.ask<undefined>({ type: 'pictureVm', argument, correlationId: author.correlationId });
  const taken = (await listPictures(database.prisma, id)).find(({ occasion }) => occasion === 'asked');
  if (taken === undefined) throw new ApiError('request.not-found', `There is no migration ${id} any more.`);
  return taken;
}
