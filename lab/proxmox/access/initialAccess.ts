import { randomBytes, randomUUID } from 'node:crypto';
import type { AccessConfig, AclEntry } from './accessConfig.ts';

export const moverToken = 'drover@pve!migrate';

/**
 * Users of a fresh lab: the administrator, a mover with exactly the least privileges that a migration needs (and an
 * API token of the same reach), and an auditor who may change nothing.
 */
export function initialAccess(): AccessConfig {
  const mover: Omit<AclEntry, 'subject'>[] = [
    { path: '/vms', role: 'DroverMoverVM', propagate: true },
    { path: '/storage/local', role: 'DroverMoverStaging', propagate: false },
    { path: '/storage/nfs-shared', role: 'DroverMoverStaging', propagate: false },
    { path: '/storage/local-thin', role: 'DroverMoverTarget', propagate: false },
    { path: '/storage/tiny-thin', role: 'DroverMoverTarget', propagate: false },
    { path: '/nodes', role: 'DroverMoverNode', propagate: true },
    { path: '/sdn/zones/localnetwork', role: 'DroverMoverBridge', propagate: true },
  ];
  return {
    users: {
      'root@pam': { enabled: true, password: secretWord() },
      'drover@pve': { enabled: true, password: secretWord(), comment: 'moves VMs' },
      'readonly@pve': { enabled: true, password: secretWord(), comment: 'sees everything, changes nothing' },
    },
    tokens: { [moverToken]: { secret: randomUUID(), privsep: true, expire: 0 } },
    acl: [
      ...mover.map((entry) => ({ ...entry, subject: 'drover@pve' })),
      ...mover.map((entry) => ({ ...entry, subject: moverToken })),
      { path: '/', subject: 'readonly@pve', role: 'PVEAuditor', propagate: true },
    ],
  };
}

function secretWord(): string {
  return randomBytes(12).toString('base64url');
}
