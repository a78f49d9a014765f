import type { Finding } from '../contract/finding.ts';

/** A disk was enlarged while it was migrated. @param label of the disk @param before bytes @param after bytes */
export function diskGrown(label: string, before: number, after: number): Finding {
  return {
    code: 'source.disk-grown',
    severity: 'info',
    subject: label,
    evidence: `It grew from ${before} to ${after} bytes. Its volume grew too, and all of it is copied anew.`,
    remedy: 'None is needed. The round that follows reads the whole disk.',
  };
}
