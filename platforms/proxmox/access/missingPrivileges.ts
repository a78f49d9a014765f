import type { Placement } from '../../../ports/targetPlatform.ts';
import { versionNumbers } from '../facts/readAbout.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { type NeededPrivileges, neededPrivileges } from './neededPrivileges.ts';

/** E.g. `Datastore.AllocateSpace on /storage/local`; empty when the login may do all that the placement takes. */
export async function missingPrivileges(
  client: ProxmoxClient,
  placement: Partial<Placement>,
  signal: AbortSignal,
): Promise<string[]> {
  const { version } = await client.api(signal).version.$get();
  const needed = neededPrivileges(placement, versionNumbers(version)[0]);
  const missing = await Promise.all(needed.map((need) => lacking(client, need, signal)));
  return [...new Set(missing.flat())];
}

async function lacking(client: ProxmoxClient, need: NeededPrivileges, signal: AbortSignal): Promise<string[]> {
  const held = await Promise.all(need.anyOf.map((path) => heldOn(client, path, signal)));
  return need.privileges
    .filter((privilege) => !held.some((privileges) => privileges.has(privilege)))
    .map((privilege) => `${privilege} on ${need.anyOf.join(' or ')}`);
}

/** The server computes what holds on one path, with propagation, pools and a token's own limits. */
async function heldOn(client: ProxmoxClient, path: string, signal: AbortSignal): Promise<Set<string>> {
  const reply: unknown = await client.api(signal).access.permissions.$get({ path });
  const privileges = (reply as Record<string, Record<string, unknown>> | null)?.[path] ?? {};
  // VMs that are yet to be made are below `/vms`: a right that does not propagate is of no use there.
  const mustPropagate = path === '/vms' || path.startsWith('/pool/');
  return new Set(
    Object.entries(privileges)
      .filter(([, propagates]) => !mustPropagate || Number(propagates) === 1)
      .map(([privilege]) => privilege),
  );
}
