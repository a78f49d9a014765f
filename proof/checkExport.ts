import type { AuditLine, ChainFault, SignedHead } from '../contract/audit.ts';
import { type ChainEnd, chainStart, followChain } from './auditChain.ts';
import { refuseHead } from './auditHead.ts';

export interface ExportVerdict {
  /** In the order of the file, up to the fault if there is one. */
  events: number;
  /** Place of the first event; 1 is the beginning of the chain. */
  from: number;
  fault: ChainFault | null;
  /** The last one; null: there is none. */
  head: SignedHead | null;
}

/**
 * Checks an export without asking the server, also one that begins at a later place, or several in a row that each go
 * on where the one before ended.
 * @param expectedInstance whose signature counts; absent: that of the instance that the head names
 */
export async function checkExport(lines: AsyncIterable<AuditLine>, expectedInstance?: string): Promise<ExportVerdict> {
  const verdict: ExportVerdict = { events: 0, from: 1, fault: null, head: null };
  let end: ChainEnd | null = null;
  let closed = false;
  for await (const line of lines) {
    if ('head' in line) {
      verdict.fault = faultOfHead(line, end ?? chainStart, expectedInstance);
      if (verdict.fault !== null) return verdict;
      verdict.head = line;
      closed = true;
      continue;
    }
    closed = false;
    if (end === null) {
      verdict.from = line.position;
      end = line.position === 1 ? chainStart : { position: line.position - 1, hash: line.previousHash };
    }
    const followed: ChainEnd | ChainFault = followChain(end, line);
    if ('kind' in followed) return { ...verdict, fault: followed };
    end = followed;
    verdict.events += 1;
  }
  if (closed) return verdict;
  const detail = 'The file ends without the line that says how far the chain reached: its end was cut off.';
  return { ...verdict, fault: { kind: 'cut-off', position: (end?.position ?? 0) + 1, eventId: null, detail } };
}

function faultOfHead(line: SignedHead, end: ChainEnd, expectedInstance: string | undefined): ChainFault | null {
  const { head } = line;
  const where = { position: end.position + 1, eventId: null };
  if (head.position > end.position) {
    const detail = `The head tells of ${head.position} places, the file ends at ${end.position}: events were removed.`;
    return { kind: 'cut-off', ...where, detail };
  }
  if (head.position !== end.position || head.hash !== end.hash) {
    return { kind: 'altered', ...where, detail: 'The head is not the end of the events before it.' };
  }
  const refusal = line.signature === null && expectedInstance === undefined ? null : refuseHead(line);
  if (refusal !== null) return { kind: 'signature', ...where, detail: refusal };
  if (expectedInstance === undefined || head.instance === expectedInstance) return null;
  const detail = `It was signed by instance ${head.instance}, not by ${expectedInstance}.`;
  return { kind: 'signature', ...where, detail };
}
