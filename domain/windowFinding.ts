import type { Finding } from '../contract/finding.ts';

export const windowMissedCode = 'cutover.window-missed';

/** A cutover could not begin, or was expected to end too late, in the time that the plan gave it. @param until ISO 8601 */
export function cutoverWindowMissed(vm: string, until: string): Finding {
  return {
    code: windowMissedCode,
    severity: 'warning',
    subject: vm,
    evidence: `The copy was not ready to cut over before ${until}, when its window ended. It goes on copying what changes.`,
    remedy: 'Cut over by hand or at a time in the next window. See the forecast for what holds the copy up.',
  };
}
