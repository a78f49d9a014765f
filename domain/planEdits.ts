import type { Migration, StageName } from '../contract/migration.ts';
import type { MigrationPlan } from '../contract/plan.ts';

type Progress = Pick<Migration, 'stages' | 'targetVm' | 'disks' | 'plan'>;

/**
 * Fields of an edited plan that no longer have an effect, because what they decide was decided or made: a retry that
 * changed them would promise what nobody does.
 */
export function settledEdits(run: Progress, edited: MigrationPlan): string[] {
  const judged = ended(run, 'preflight');
  const allocated = run.disks.some((disk) => disk.volume !== null);
  const defined = ended(run, 'define');
  const settled: [string, boolean, (plan: MigrationPlan) => unknown][] = [
    ['source.connectionId', true, (plan) => plan.source.connectionId],
    ['source.vm', true, (plan) => plan.source.vm],
    ['target.connectionId', true, (plan) => plan.target.connectionId],
    // A plan file for a retry may well leave it out.
    ['planId', edited.planId !== undefined, (plan) => plan.planId],
    ['strategy', judged, (plan) => plan.strategy],
    ['route', judged, (plan) => plan.route],
    ['transport', judged, (plan) => plan.transport],
    ['target.node', judged, (plan) => plan.target.node],
    ['target.vmid', run.targetVm !== null, (plan) => plan.target.vmid],
    ['target.pool', run.targetVm !== null, (plan) => plan.target.pool],
    ['target.storage', allocated, (plan) => plan.target.storage],
    ['disks', allocated, (plan) => plan.disks],
    ['target.stagingStorage', ended(run, 'import') || defined, (plan) => plan.target.stagingStorage],
    ['target.name', defined, (plan) => plan.target.name],
    ['hardware', defined, (plan) => plan.hardware],
    ['networks', defined, (plan) => plan.networks],
    ['tags', defined, (plan) => plan.tags],
  ];
  return settled
    .filter(([, done, read]) => done && JSON.stringify(read(run.plan)) !== JSON.stringify(read(edited)))
    .map(([name]) => name);
}

function ended(run: Progress, name: StageName): boolean {
  return run.stages.some((stage) => stage.name === name && stage.endedAt !== null);
}
