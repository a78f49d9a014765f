import type { Extent } from '../../ports/extent.ts';
import type { VerifyOutcome } from '../../ports/transfer.ts';
import type { CheckedVolume } from '../sinks/volumeAccess.ts';

/** What the verifying process is told. */
export interface VerifyRequest {
  volume: CheckedVolume;
  capacityBytes: number;
  ledgerPath: string;
  cursorPath: string;
  /** Names the call that this is an attempt of; null: no other attempt is known. */
  call: string | null;
}

/** What it tells while it runs and at its end. */
export type VerifyMessage =
  /** What differs below `toldBytes` is in `mismatches`. */
  | { type: 'progress'; doneBytes: number; toldBytes: number; mismatches: Extent[] }
  | { type: 'result'; outcome: VerifyOutcome }
  | { type: 'failure'; code: string; message: string };
