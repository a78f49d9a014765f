import type { Placement } from '../../../ports/targetPlatform.ts';

/** Each of these on that path; `anyOf` paths: one of them is enough. */
export interface NeededPrivileges {
  anyOf: string[];
  privileges: string[];
}

const vmPrivileges = [
  'VM.Allocate',
  'VM.Audit',
  'VM.Config.CDROM',
  'VM.Config.CPU',
  'VM.Config.Disk',
  'VM.Config.HWType',
  'VM.Config.Memory',
  'VM.Config.Network',
  'VM.Config.Options',
  'VM.PowerMgmt',
];

/** Without these a migration does all the same: pictures of the target's screen are left out. */
export const optionalPrivileges = ['VM.Console'];

/** The privileges that a migration to this placement uses. Pure. */
export function neededPrivileges(placement: Partial<Placement>, majorVersion: number): NeededPrivileges[] {
  const { node, storages, stagingStorage, bridges, pool } = placement;
  // Rights on a pool hold for the VMs in it, so either will do.
  const vmPaths = pool === undefined || pool === '' ? ['/vms'] : ['/vms', `/pool/${pool}`];
  const agent = majorVersion >= 9 ? 'VM.GuestAgent.Audit' : 'VM.Monitor';
  const needed: NeededPrivileges[] = [{ anyOf: vmPaths, privileges: [...vmPrivileges, agent] }];
  for (const storage of storages ?? []) {
    needed.push({ anyOf: [`/storage/${storage}`], privileges: ['Datastore.AllocateSpace', 'Datastore.Audit'] });
  }
  if (stagingStorage !== undefined && stagingStorage !== '') {
    needed.push({
      anyOf: [`/storage/${stagingStorage}`],
      // Datastore.Allocate is what deleting a staged image takes.
      privileges: ['Datastore.Allocate', 'Datastore.AllocateSpace', 'Datastore.AllocateTemplate', 'Datastore.Audit'],
    });
    // Only the staged route lets the node fetch something.
    if (node !== undefined) needed.push({ anyOf: [`/nodes/${node}`], privileges: ['Sys.AccessNetwork'] });
  }
  if (node !== undefined) needed.push({ anyOf: [`/nodes/${node}`], privileges: ['Sys.Audit'] });
  for (const bridge of bridges ?? []) {
    needed.push({ anyOf: [`/sdn/zones/localnetwork/${bridge}`], privileges: ['SDN.Use'] });
  }
  return needed;
}
