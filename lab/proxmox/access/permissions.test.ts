import { describe, expect, it } from 'vitest';
import type { AccessConfig, AclEntry } from './accessConfig.ts';
import { initialAccess, moverToken } from './initialAccess.ts';
import { effectivePermissions, privilegesOn } from './permissions.ts';

const noPools = (): string[] => [];

function config(acl: AclEntry[]): AccessConfig {
  return {
    users: { 'a@pve': { enabled: true, password: '' } },
    tokens: {
      'a@pve!sep': { secret: '', privsep: true, expire: 0 },
      'a@pve!same': { secret: '', privsep: false, expire: 0 },
    },
    acl,
  };
}

const names = (privileges: Map<string, boolean>): string[] => [...privileges.keys()].sort();
const user = { userid: 'a@pve' };

describe('permissions', () => {
  it('hands a propagating entry down, and replaces it by a deeper one', () => {
    const access = config([
      { path: '/vms', subject: 'a@pve', role: 'PVEVMAdmin', propagate: true },
      { path: '/vms/101', subject: 'a@pve', role: 'PVEAuditor', propagate: true },
      { path: '/storage', subject: 'a@pve', role: 'PVEDatastoreUser', propagate: false },
    ]);
    expect(names(privilegesOn(access, user, '/vms/100', noPools))).toContain('VM.Allocate');
    expect(names(privilegesOn(access, user, '/vms/101', noPools))).not.toContain('VM.Allocate');
    expect(names(privilegesOn(access, user, '/storage/local', noPools))).toEqual([]);
    expect(names(privilegesOn(access, user, '/storage', noPools))).toEqual([
      'Datastore.AllocateSpace',
      'Datastore.Audit',
    ]);
  });

  it('adds what the pool of a member grants', () => {
    const access = config([{ path: '/pool/wave1', subject: 'a@pve', role: 'PVEDatastoreUser', propagate: true }]);
    const poolsOf = (path: string): string[] => (path === '/storage/local' ? ['wave1'] : []);
    expect(names(privilegesOn(access, user, '/storage/local', poolsOf))).toContain('Datastore.AllocateSpace');
  });

  it('cuts a separated token down to both its own and its user’s rights', () => {
    const access = config([
      { path: '/', subject: 'a@pve', role: 'PVEDatastoreUser', propagate: true },
      { path: '/', subject: 'a@pve!sep', role: 'Administrator', propagate: true },
    ]);
    const separated = privilegesOn(access, { ...user, tokenId: 'a@pve!sep' }, '/storage/local', noPools);
    expect(names(separated)).toEqual(['Datastore.AllocateSpace', 'Datastore.Audit']);
    const same = privilegesOn(access, { ...user, tokenId: 'a@pve!same' }, '/storage/local', noPools);
    expect(names(same)).toEqual(names(separated));
  });

  it('gives the mover what it needs and no more', () => {
    const access = initialAccess();
    const mover = { userid: 'drover@pve', tokenId: moverToken };
    const permissions = effectivePermissions(access, mover, { poolsOf: noPools });
    expect(Object.keys(permissions)).not.toContain('/');
    expect(permissions['/storage/local-thin']).toEqual({ 'Datastore.AllocateSpace': 0, 'Datastore.Audit': 0 });
    expect(permissions['/storage/local']).toHaveProperty('Datastore.Allocate');
    expect(permissions['/vms']).toHaveProperty('VM.Allocate', 1);
    expect(permissions['/vms']).not.toHaveProperty('VM.GuestAgent.Unrestricted');
    expect(names(privilegesOn(access, mover, '/sdn/zones/localnetwork/vmbr0', noPools))).toEqual(['SDN.Use']);
  });
});
