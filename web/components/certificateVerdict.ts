import type { CertificateBody } from '../../contract/certificate.ts';

/** `unread`: nobody could read the target back, which is neither a match nor a mismatch. */
export type Verdict = 'match' | 'unread' | 'mismatch';

type Roots = Pick<CertificateBody['disks'][number], 'ledgerRoot' | 'targetRoot'>;

export function diskVerdict({ ledgerRoot, targetRoot }: Roots): Verdict {
  if (targetRoot === null) return 'unread';
  return targetRoot === ledgerRoot ? 'match' : 'mismatch';
}

/** The worst of its disks. */
export function certificateVerdict(disks: readonly Roots[]): Verdict {
  const verdicts = disks.map(diskVerdict);
  return (['mismatch', 'unread'] as const).find((verdict) => verdicts.includes(verdict)) ?? 'match';
}
