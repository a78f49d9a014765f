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

/** Which limit a snapshot of ours has reached, for people. */
export interface ReachedCap {
  limit: 'age' | 'room';
  evidence: string[];
}

/** A snapshot was removed before its round had ended. @param takenAt milliseconds since the epoch */
export function snapshotGivenUp(vm: string, { evidence }: ReachedCap, takenAt: number): Finding {
  return {
    code: 'source.snapshot-given-up',
    severity: 'warning',
    subject: vm,
    evidence: `Our snapshot of ${new Date(takenAt).toISOString()} was removed before its round had ended: ${evidence.join(' ')}`,
    remedy:
      'The round begins again with a new snapshot; where changes are tracked only what changed is read again. If it happens often: lift bandwidth limits, or allow more in the plan (`snapshots`).',
  };
}

/** One that was to be removed so and is still there. @param failure of its removal */
export function snapshotNotGivenUp(
  vm: string,
  { message, remedy }: { message: string; remedy: string },
  takenAt: number,
): Finding {
  return {
    code: snapshotOldCode,
    severity: 'warning',
    subject: vm,
    evidence: `Our snapshot of ${new Date(takenAt).toISOString()} reached a limit and could not be removed: ${message}`,
    remedy,
  };
}

/** A snapshot of a running VM whose guest was asked to settle its file systems first and did not. */
export function snapshotNotQuiesced(vm: string, round: number): Finding {
  return {
    code: 'source.snapshot-not-quiesced',
    severity: 'info',
    subject: vm,
    evidence: `The snapshot of round ${round} is crash-consistent: asked twice, the guest did not settle its file systems.`,
    remedy:
      'None is needed to move the VM: the last snapshot is taken while it is off. Look after VMware Tools (VSS, freeze scripts) if backups rely on them.',
  };
}
