import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute or more, longest first. */
const long = [
  ...['start/start', 'system/survival', 'system/guests', 'api/fuzz', 'system/preflight', 'system/sourceFaults'],
  ...['system/moves', 'start/soak', 'lab/proxmoxGuests', 'system/targetFaults', 'system/herd', 'lab/qemuBackingPower'],
  ...['workflows/migrateVm', 'cli/online', 'web/pages', 'lab/qemuBackingUefi', 'web/console'],
].map((name) => `/test/${name}.test.ts`);

/** A clean clone does not know yet how long a file takes; one that takes minutes must not be the last to begin. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = long.findIndex((ending) => moduleId.endsWith(ending));
      return found === -1 ? long.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
