import type { VmSpec } from '../../../contract/vm.ts';

/** @param running `guest.toolsRunningStatus` @param version `guest.toolsVersionStatus2` */
export function readTools(running: string | undefined, version: string | undefined): VmSpec['tools'] {
  if (running === 'guestToolsRunning' || running === 'guestToolsExecutingScripts') return 'running';
  return version === 'guestToolsNotInstalled' ? 'not-installed' : 'not-running';
}
