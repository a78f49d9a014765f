import type { Route } from '../http/route.ts';
import { accessRoutes } from './accessRoutes.ts';
import { agentRoutes } from './agentRoutes.ts';
import { clusterRoutes } from './clusterRoutes.ts';
import { consoleRoutes } from './consoleRoutes.ts';
import { diskRoutes } from './diskRoutes.ts';
import { fileRoutes } from './fileRoutes.ts';
import { nodeRoutes } from './nodeRoutes.ts';
import { powerRoutes } from './powerRoutes.ts';
import { storageRoutes } from './storageRoutes.ts';
import { taskRoutes } from './taskRoutes.ts';
import { vmRoutes } from './vmRoutes.ts';

/** Every call that this lab answers; all others are 501. */
export const routes: readonly Route[] = [
  ...accessRoutes,
  ...agentRoutes,
  ...clusterRoutes,
  ...consoleRoutes,
  ...diskRoutes,
  ...fileRoutes,
  ...nodeRoutes,
  ...powerRoutes,
  ...storageRoutes,
  ...taskRoutes,
  ...vmRoutes,
];
