import { expect, test } from 'vitest';
import { neededPrivileges } from './neededPrivileges.ts';

test('staging asks for more on its storage and on the node', () => {
  const direct = neededPrivileges({ node: 'pve1', storages: ['thin'] }, 9);
  const staged = neededPrivileges({ node: 'pve1', storages: ['thin'], stagingStorage: 'local' }, 9);
  expect(JSON.stringify(direct)).not.toContain('Sys.AccessNetwork');
  expect(staged).toContainEqual({ anyOf: ['/nodes/pve1'], privileges: ['Sys.AccessNetwork'] });
  expect(staged.find(({ anyOf }) => anyOf.includes('/storage/local'))?.privileges).toContain('Datastore.Allocate');
});

test('a pool may grant what the folder of all VMs does not', () => {
  expect(neededPrivileges({ pool: 'wave1' }, 9)[0]?.anyOf).toEqual(['/vms', '/pool/wave1']);
});

test('before 9.0 the guest agent is asked with VM.Monitor', () => {
  expect(neededPrivileges({}, 8)[0]?.privileges).toContain('VM.Monitor');
  expect(neededPrivileges({}, 9)[0]?.privileges).toContain('VM.GuestAgent.Audit');
});
