export { housekeeping } from './housekeeping.ts';
export {
  compareHardware,
  describeTarget,
  describeVm,
  pictureVm,
  preflightPlan,
  syncInventory,
  testConnection,
} from './inspection.ts';
export { refreshInventories } from './inventories.ts';
export { migrateVm } from './migrateVm.ts';
export { removeResidue, residueReport } from './residue.ts';
export { scheduledStart } from './scheduledStart.ts';
