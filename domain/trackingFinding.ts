import type { Finding } from '../contract/finding.ts';

/** Changes cannot be asked for, so each round reads the whole disk. @param subject the VM, or the label of a disk */
export function trackingUnsupported(subject: string, evidence: string): Finding {
  return {
    code: 'vm.tracking-unsupported',
    severity: 'warning',
    subject,
    evidence,
    remedy:
      'Each round reads the whole disk and writes what differs: deltas and downtime are longer, and a source that is switched on and off again after the final round is not noticed. Upgrade the hardware version, or choose the cold strategy.',
  };
}
