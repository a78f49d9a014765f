import { expect, test } from 'vitest';
import { neededPrivileges, optionalPrivileges } from '../../platforms/proxmox/access/neededPrivileges.ts';
import { datastorePrivileges, vmPrivileges } from '../../platforms/vsphere/privileges/privileges.ts';
import { codeRows, readDocument } from './documents.ts';

/** A placement that asks for everything, on both sides of the release that renamed a privilege. */
function proxmoxPrivileges(): string[] {
  const placement = { node: 'N', storages: ['S'], stagingStorage: 'T', bridges: ['B'], pool: 'P' };
  const needed = [8, 9].flatMap((major) => neededPrivileges(placement, major).flatMap(({ privileges }) => privileges));
  return [...needed, ...optionalPrivileges];
}

test('docs/connections.md lists exactly the privileges that the adapters ask for', () => {
  const asked = new Set([...vmPrivileges, ...datastorePrivileges, ...proxmoxPrivileges()]);
  const written = codeRows(readDocument('docs/connections.md')).map(([privilege]) => privilege);
  expect(written.toSorted()).toEqual([...asked].toSorted());
});

test('the roles that it tells to make hold all of them', () => {
  const document = readDocument('docs/connections.md');
  const granted = [...document.matchAll(/--privs "([^"]+)"/g)].flatMap(([, list]) => (list ?? '').split(' '));
  const asked = new Set(proxmoxPrivileges().filter((privilege) => privilege !== 'VM.Monitor'));
  expect([...new Set(granted)].toSorted()).toEqual([...asked].toSorted());
});
