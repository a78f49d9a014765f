import type { Finding } from '../contract/finding.ts';

export const snapshotOldCode = 'source.snapshot-old';

/** A snapshot of ours stands for longer than the plan allows. @param takenAt milliseconds since the epoch */
export function snapshotOld(vm: string, hours: number, takenAt: number): Finding {
  return {
    code: snapshotOldCode,
    severity: 'warning',
    subject: vm,
    evidence: `Our snapshot of ${new Date(takenAt).toISOString()} stands for more than ${hours} h and grows with every write.`,
    remedy: 'Let the round end: resume or retry, lift bandwidth limits. Cancelling removes the snapshot at once.',
  };
}
