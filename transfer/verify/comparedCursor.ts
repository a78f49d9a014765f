import type { Extent } from '../../ports/extent.ts';
import type { VerifyOutcome } from '../../ports/transfer.ts';
import type { FoldNode } from '../../proof/merkle.ts';
import { CursorFile } from '../cursor/cursorFile.ts';
import { ledgerState } from '../ledger/ledgerState.ts';
import type { VerifyRequest } from './verifyRequest.ts';

/** What a comparison has found below an offset; both trees up to there. */
export interface ComparedState {
  call: string | null;
  upTo: number;
  ledger: FoldNode[];
  target: FoldNode[];
  mismatches: Extent[];
  toldBytes: number;
  ms: number;
  /** Null: it has not ended. */
  outcome: VerifyOutcome | null;
}

/**
 * The cursor of a comparison of this volume with this state of the ledger; null: the ledger is in the middle of a round.
 * One that has ended is told again to attempts of the same call only: another call is there to look again.
 */
export async function openComparedCursor(request: VerifyRequest): Promise<CursorFile<ComparedState> | null> {
  const { cursorPath, ledgerPath, capacityBytes, call } = request;
  const ledger = await ledgerState(ledgerPath, capacityBytes);
  if (ledger === null) return null;
  const { path, mark } = request.volume;
  const believed = (state: unknown): state is ComparedState =>
    isComparedState(state) && (state.outcome === null || (call !== null && state.call === call));
  return CursorFile.open(cursorPath, { version: 1, path, mark, capacityBytes, ...ledger }, believed);
}

/** The CRC vouches that we wrote it, and what it is bound to has the version. */
function isComparedState(state: unknown): state is ComparedState {
  return typeof state === 'object' && state !== null && 'upTo' in state && 'outcome' in state;
}
