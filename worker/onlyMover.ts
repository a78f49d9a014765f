import { setTimeout as wait } from 'node:timers/promises';
import { DroverError } from '../contract/errors.ts';
import { isListening } from '../domain/moverFreshness.ts';
import { journalsIn } from '../domain/moverIdentity.ts';
import type { Poller } from './movers.ts';

const lookMs = 2000;

interface Place {
  node: string;
  /** Of this mover. */
  journals: string;
  /** Who asked for the node's work lately. */
  pollers(): Promise<Poller[]>;
  /** Told once, before the first wait. */
  onWait(other: string): void;
}

/**
 * Returns when no mover with other journals asks for the work of the node. Such a one would not know how far this one's
 * copies are, and could stand on a machine where the locks of volumes do not reach (docs/adr/0006-journal-and-resume.md).
 * @param patienceMs one that ended stays listed for a while
 * @throws DroverError mover.node-taken
 */
export async function untilOnlyMover(place: Place, patienceMs: number): Promise<void> {
  const until = Date.now() + patienceMs;
  for (let told = false; ; told = true) {
    const now = Date.now();
    const other = (await place.pollers()).find(
      ({ identity, lastSeenAt }) => journalsIn(identity) !== place.journals && isListening(lastSeenAt, now),
    );
    if (other === undefined) return;
    if (now >= until) {
      const message = `Another mover asks for the work of ${place.node}: "${other.identity}". Its journals are not those of this one.`;
      throw new DroverError('mover.node-taken', message);
    }
    if (!told) place.onWait(other.identity);
    await wait(lookMs);
  }
}
