import type { Finding } from '../../contract/finding.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import type { VmSummary } from '../../contract/vm.ts';
import { blocker, warning, when } from './finding.ts';

/** What preflight finds on the source and the inventory can already tell, in the same words. */
export function isTemplate(name: string): Finding {
  return blocker('vm.template', name, 'It is a template.', 'Convert it to a VM, or clone a VM from it.');
}

export function isSuspended(name: string): Finding {
  return blocker('vm.suspended', name, 'It is suspended: its memory would be lost.', 'Resume it, or shut it down.');
}

export function hasNoDisks(name: string): Finding {
  return blocker('vm.no-disks', name, 'It has no disks.', 'There is nothing to move.');
}

/** Of a VM that runs and will have to be shut down. */
export function toolsFindings(
  name: string,
  tools: VmSummary['tools'],
  onTimeout: MigrationPlan['shutdown']['onTimeout'],
): Finding[] {
  return when(
    [
      tools === 'not-installed' && onTimeout === 'park',
      () =>
        blocker(
          'vm.no-tools',
          name,
          'VMware Tools are not installed, so the guest cannot be asked to shut down.',
          'Install Tools, shut the guest down by hand, or allow power-off in the plan.',
        ),
    ],
    [
      tools === 'not-installed' && onTimeout === 'power-off',
      () =>
        warning(
          'vm.no-tools',
          name,
          'VMware Tools are not installed: the VM will be switched off hard.',
          'Expect a file system check at first boot.',
        ),
    ],
    [
      tools === 'not-running',
      () =>
        warning(
          'vm.tools-stopped',
          name,
          'VMware Tools do not run.',
          'Start them, else the shutdown ends in its time-out.',
        ),
    ],
  );
}
