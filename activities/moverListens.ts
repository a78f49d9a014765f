import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

export function moverActivitiesOfControl({ movers }: Pick<ControlDependencies, 'movers'>) {
  return {
    /** Whether a mover of the node asks for work now. */
    moverListens: (input: { node: string }): Promise<boolean> =>
      alive(async () => (await movers.queueFor(input.node)) !== null),
  };
}
