import { CancellationScope } from '@temporalio/workflow';
import type { Leftover, Migration } from '../../contract/migration.ts';
import { shutdownEnds } from '../../domain/shutdownEnds.ts';
import { controlQueue } from '../names.ts';
import { control, forgetTransferOn, removal } from '../run/activities.ts';
import { explain } from '../run/failure.ts';
import type { MigrationRun } from '../run/migrationRun.ts';

/**
 * The way back, newest first: target away, snapshots away, source on again if it was on, images and journals away.
 * Steps that fail are listed with what to do; they do not stop the others.
 */
export async function unwind(run: MigrationRun): Promise<void> {
  await CancellationScope.nonCancellable(async () => {
    run.enter('unwind');
    const { migration, internals } = run;
    const at = { migrationId: migration.id, plan: migration.plan };
    const left: Leftover[] = [];
    if (migration.pointOfNoReturn && run.abandoned === null) {
      left.push(notAskedFor(migration));
    } else if (migration.targetVm !== null || migration.stages.some((stage) => stage.name === 'provision')) {
      await step(
        left,
        { system: 'target', kind: 'vm', ref: String(migration.targetVm?.vmid ?? 'unknown') },
        async () => {
          left.push(...(await control.removeTarget(at)));
        },
      );
    }
    await step(left, { system: 'source', kind: 'snapshot', ref: migration.vm.ref }, () => removal.removeSnapshots(at));
    const power = internals.powerBefore;
    if (power === 'on' && mayRunAtTarget(run, left)) {
      left.push(stillOff(migration));
    } else if (power !== null) {
      await step(left, { system: 'source', kind: 'power', ref: migration.vm.ref }, async () => {
        const mayGoOffUntil = shutdownEnds(migration);
        // Earlier releases recorded no answer.
        const answer: { foundOn: boolean } | undefined | null = await control.restorePower({
          ...at,
          power,
          mayGoOffUntil,
        });
        if (answer?.foundOn && mayGoOffUntil !== undefined) left.push(mayGoOff(migration));
      });
    }
    await step(left, { system: 'artifacts', kind: 'image', ref: `migrations/${migration.id}/` }, async () => {
      left.push(...(await control.dropArtifacts({ migrationId: migration.id })));
    });
    if (migration.stages.some(({ name }) => name === 'finish')) {
      await step(left, { system: 'artifacts', kind: 'certificate', ref: migration.id }, () =>
        control.revokeCertificate({ migrationId: migration.id }),
      );
    }
    await forgetTransfer(run, left);
    run.change((state) => {
      state.leftovers = left;
      state.certificateId = null;
    });
    run.leave('unwind');
    run.end(run.abandoned === 'rollback' ? 'rolled-back' : 'cancelled');
  });
}

/** A target that was started and is still there: beside it the source would write to the same addresses and services. */
function mayRunAtTarget({ migration }: MigrationRun, left: Leftover[]): boolean {
  return migration.pointOfNoReturn && left.some(({ system, kind }) => system === 'target' && kind === 'vm');
}

/** Temporal's own cancellation knows no point of no return; what the target has written is not thrown away by it. */
function notAskedFor(migration: Migration): Leftover {
  return {
    system: 'target',
    kind: 'vm',
    ref: String(migration.targetVm?.vmid ?? 'unknown'),
    reason: 'The target was started, and no rollback was asked for: it stays.',
    remove: `Stop and delete ${targetName(migration)} if nothing that it has written is wanted.`,
  };
}

function targetName({ targetVm }: Migration): string {
  return targetVm === null ? 'the target VM' : `VM ${targetVm.vmid} on ${targetVm.node}`;
}

/** A shutdown that a guest was asked for cannot be taken back. */
function mayGoOff({ vm }: Migration): Leftover {
  return {
    system: 'source',
    kind: 'power',
    ref: vm.ref,
    reason: `The guest of ${vm.name} was asked to shut down and still ran when the run was unwound: it may yet go off.`,
    remove: `See whether ${vm.name} goes on running; if not, power it on.`,
  };
}

function stillOff(migration: Migration): Leftover {
  const { vm } = migration;
  return {
    system: 'source',
    kind: 'power',
    ref: vm.ref,
    reason: `${vm.name} stays off: the target VM may still run, and two of a kind must not.`,
    remove: `Stop ${targetName(migration)} and see that it is off, then power ${vm.name} on.`,
  };
}

/** Journals and ledgers go last: until then they prove what was copied. */
export async function forgetTransfer({ migration, internals }: MigrationRun, left: Leftover[]): Promise<void> {
  const queue = internals.moverQueue ?? controlQueue;
  try {
    await forgetTransferOn(queue)({ migrationId: migration.id });
  } catch (error) {
    const remove = `Delete transfer/transfers/${migration.id} in the data folder of the worker on queue ${queue}.`;
    left.push({ system: 'mover', kind: 'journal', ref: migration.id, reason: explain(error).message, remove });
  }
}

async function step(
  left: Leftover[],
  what: Pick<Leftover, 'system' | 'kind' | 'ref'>,
  undo: () => Promise<void>,
): Promise<void> {
  try {
    await undo();
  } catch (error) {
    const { message, remedy } = explain(error);
    left.push({ ...what, reason: message, remove: remedy });
  }
}
