import { DroverError } from '../../../contract/errors.ts';
import type { TargetVm } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { qemu } from './vmConfig.ts';

/** What the guest agent says; null while it does not answer or the VM is off. */
export async function guest(
  client: ProxmoxClient,
  vm: TargetVm,
  signal: AbortSignal,
): Promise<{ osName: string | null } | null> {
  const { agent } = qemu(client, vm, signal);
  try {
    await agent.ping.$post();
  } catch (error) {
    if (isSilent(error)) return null;
    throw error;
  }
  try {
    return { osName: osName(await agent['get-osinfo'].$get()) };
  } catch (error) {
    // Old agents answer a ping but know no more; a reboot in between silences them.
    if (error instanceof DroverError && error.code !== 'platform.unauthorised') return { osName: null };
    throw error;
  }
}

function isSilent(error: unknown): boolean {
  return (
    error instanceof DroverError &&
    /agent (is )?not running|No QEMU guest agent|is not running|got timeout|timed out/i.test(
      [error.message, ...error.evidence].join('\n'),
    )
  );
}

function osName(reply: unknown): string | null {
  const { result } = (reply ?? {}) as { result?: Record<string, unknown> };
  const name = result?.['pretty-name'] ?? result?.['name'];
  return typeof name === 'string' && name !== '' ? name : null;
}
