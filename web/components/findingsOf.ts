import { type Finding, findingSchema } from '../../contract/finding.ts';
import type { Problem } from '../../contract/problem.ts';

/** The findings that a refusal carries; what is none is left out. */
export function findingsOf({ findings = [] }: Problem): Finding[] {
  return findings.flatMap((finding) => {
    const read = findingSchema.safeParse(finding);
    return read.success ? [read.data] : [];
  });
}
