import type { LabFaultRequest } from '../../contract/lab.ts';
import type { KnownFault } from '../labControl.ts';
import type { SeededRandom } from './seededRandom.ts';

const mostStrikes = 2;
const mostSkipped = 6;

/** Draws one of the faults that end well, to strike once or twice after a few occasions. */
export function drawFault(random: SeededRandom, known: readonly KnownFault[]): LabFaultRequest {
  const { name, chaos } = random.pick(known.filter((fault) => fault.chaos !== null));
  return {
    name,
    count: 1 + random.below(mostStrikes),
    skip: random.below(mostSkipped),
    match: chaos ?? {},
  };
}
