import { eventOperations } from '../events/eventOperations.ts';
import { leaseOperations } from '../lease/leaseOperations.ts';
import { powerOperations } from '../machines/powerOperations.ts';
import { reconfigureOperations } from '../machines/reconfigureOperations.ts';
import { collectorOperations } from '../properties/collectorOperations.ts';
import { retrieveOperations } from '../properties/retrieve.ts';
import { viewOperations } from '../properties/views.ts';
import { serviceOperations } from '../service/serviceOperations.ts';
import { sessionOperations } from '../session/sessionOperations.ts';
import { snapshotOperations } from '../snapshots/snapshotOperations.ts';
import { trackingOperations } from '../tracking/trackingOperations.ts';
import type { Handlers } from './call.ts';

/** Everything that the simulated vCenter can do, by operation name. */
export const handlers: Handlers = {
  ...serviceOperations,
  ...sessionOperations,
  ...retrieveOperations,
  ...collectorOperations,
  ...viewOperations,
  ...powerOperations,
  ...reconfigureOperations,
  ...snapshotOperations,
  ...trackingOperations,
  ...leaseOperations,
  ...eventOperations,
};
