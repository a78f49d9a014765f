import type { RoundState } from './journal/journal.ts';
import type { CarriedPart } from './journal/journalRecords.ts';

/**
 * What of a whole copy that did not get to its end need not be read as a whole under another snapshot. The change id
 * goes on only once all that the older one speaks for has been passed: until then that one tells more, never less.
 */
export function carriedPart(given: RoundState | undefined): CarriedPart | null {
  if (given === undefined || !given.full || given.outcome !== null) return null;
  const { carried, changeId, upTo } = given;
  if (carried !== undefined && upTo < carried.upTo) return carried;
  return changeId === undefined || upTo === 0 ? null : { since: changeId, upTo };
}

/** As the journal has it. An earlier release must not take a round up that it would read less of than it has to. */
export function keyOf(roundKey: string, carried: CarriedPart | null | undefined): string {
  return carried ? `${roundKey} after ${carried.since}` : roundKey;
}

export function isSameRound(state: RoundState | undefined, roundKey: string): state is RoundState {
  return state !== undefined && state.key === keyOf(roundKey, state.carried);
}
