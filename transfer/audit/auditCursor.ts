import type { AuditOutcome } from '../../ports/transfer.ts';
import { CursorFile } from '../cursor/cursorFile.ts';

/** What an audit has found below an offset. */
export interface AuditState extends AuditOutcome {
  upTo: number;
}

export type AuditCursor = CursorFile<AuditState>;

export function openAuditCursor(path: string, bound: object): Promise<AuditCursor> {
  return CursorFile.open(path, bound, isAuditState);
}

/** The CRC vouches that we wrote it, and what it is bound to has the version. */
function isAuditState(state: unknown): state is AuditState {
  return typeof state === 'object' && state !== null && 'upTo' in state && 'sampledBytes' in state;
}
