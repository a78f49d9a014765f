import { expect, test } from 'vitest';
import type { Connection } from '../../contract/connection.ts';
import { endsOf } from './endsOf.ts';

function connection(id: string, kind: Connection['kind'], projectId: string): Connection {
  return {
    ...{ id, kind, projectId, name: id, url: 'https://x.example.org', username: 'u', fingerprint256: null },
    ...{ product: null, checkedAt: null, createdAt: '', revision: 1, updatedBy: null },
  };
}

const connections = [
  connection('vc-a', 'vsphere', 'a'),
  connection('pve-a', 'proxmox', 'a'),
  connection('vc-b', 'vsphere', 'b'),
  connection('pve-b', 'proxmox', 'b'),
];

function ids(chosen: string | null, sourceId: string) {
  const { sources, targets } = endsOf(connections, { chosen, sourceId });
  return [sources, targets].map((list) => list.map(({ id }) => id));
}

test('targets are those of the project of the source, and all of them before there is one', () => {
  expect(ids(null, '')).toEqual([
    ['vc-a', 'vc-b'],
    ['pve-a', 'pve-b'],
  ]);
  expect(ids(null, 'vc-b')).toEqual([['vc-a', 'vc-b'], ['pve-b']]);
});

test('where lists are narrowed only what is in the project is offered, besides the source that is chosen', () => {
  expect(ids('a', '')).toEqual([['vc-a'], ['pve-a']]);
  expect(ids('a', 'vc-b')).toEqual([['vc-a', 'vc-b'], ['pve-b']]);
});
