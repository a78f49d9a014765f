import { readSource } from '../sourceFiles.ts';
import type { VerifyStep } from '../step.ts';
import { breakingChanges } from './breakingChanges.ts';
import type { OpenApi } from './schema.ts';

/** Clients of the last release find in today's contract all that they were told, unless the version says otherwise. */
export const releasedContract: VerifyStep = {
  name: 'released contract',
  async run() {
    const [released, today] = ['contract/released.json', 'contract/openapi.json'].map(
      (file) => JSON.parse(readSource(file)) as OpenApi,
    );
    if (released === undefined || today === undefined) return ['a contract is missing'];
    if (mayBreak(released.info.version, today.info.version)) return [];
    return breakingChanges(released, today).map((line) => `breaks clients of ${released.info.version}: ${line}`);
  },
};

/** By Semantic Versioning: a new major version, and before 1.0.0 a new minor one. */
export function mayBreak(released: string, today: string): boolean {
  const [major, minor] = released.split('.').map(Number);
  const [majorNow, minorNow] = today.split('.').map(Number);
  return majorNow !== major || (major === 0 && minorNow !== minor);
}
