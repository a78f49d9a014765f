import { copyActivities } from './copy.ts';
import { cutoverActivities } from './cutover.ts';
import type { ControlDependencies, MoverDependencies } from './dependencies.ts';
import { finishActivities } from './finish.ts';
import { inspectActivities } from './inspect.ts';
import { moverActivitiesOfControl } from './moverListens.ts';
import { pictureActivities } from './picture.ts';
import { preflightActivities } from './preflight.ts';
import { provisionActivities } from './provision.ts';
import { recordActivities } from './record.ts';
import { heldActivities, residueActivities } from './residue.ts';
import { scheduledStartActivities } from './scheduledStarts.ts';
import { snapshotActivities } from './snapshot.ts';
import { exportActivities, importActivities } from './staging.ts';
import { sweepActivities } from './sweep.ts';
import { unwindActivities } from './unwind.ts';
import { verifyActivities } from './verify.ts';

/** Activities of the control queue. Exports are here too: without a mover they run beside the control plane. */
export function createControlActivities(dependencies: ControlDependencies) {
  const { forgetTransfer } = verifyActivities(dependencies);
  return {
    ...preflightActivities(dependencies),
    ...provisionActivities(dependencies),
    ...snapshotActivities(dependencies),
    ...cutoverActivities(dependencies),
    ...exportActivities(dependencies),
    ...importActivities(dependencies),
    ...pictureActivities(dependencies),
    ...finishActivities(dependencies),
    ...unwindActivities(dependencies),
    ...recordActivities(dependencies),
    ...inspectActivities(dependencies),
    ...sweepActivities(dependencies),
    ...residueActivities(dependencies),
    ...heldActivities(dependencies),
    ...scheduledStartActivities(dependencies),
    ...moverActivitiesOfControl(dependencies),
    forgetTransfer,
  };
}

/** Activities of a mover's queue. */
export function createMoverActivities(dependencies: MoverDependencies) {
  return {
    ...copyActivities(dependencies),
    ...exportActivities(dependencies),
    ...verifyActivities(dependencies),
    ...heldActivities(dependencies),
  };
}

export type ControlActivities = ReturnType<typeof createControlActivities>;
export type MoverActivities = ReturnType<typeof createMoverActivities>;
