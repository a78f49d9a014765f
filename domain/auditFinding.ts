import type { Finding } from '../contract/finding.ts';
import type { Round } from '../contract/migration.ts';

/** The source called bytes unchanged that are not. The round was mended by a full comparison; the source was not. */
export function trackingUntrue(label: string, round: number, audit: NonNullable<Round['audit']>): Finding {
  const places = audit.mismatches.slice(0, 5).map((range) => range.start);
  const bytes = `${audit.mismatchedBytes} of ${audit.sampledBytes} bytes read again in round ${round}`;
  return {
    code: 'source.tracking-untrue',
    severity: 'warning',
    subject: label,
    evidence: `${bytes} differ although change tracking calls them unchanged, first at offsets ${places.join(', ')}.`,
    remedy:
      'The whole disk was compared, and the final round reads everything again. Look for known faults of change tracking in this ESXi version, and for writers that bypass it; resetting tracking begins anew.',
  };
}
