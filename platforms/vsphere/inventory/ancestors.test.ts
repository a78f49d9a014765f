import { describe, expect, it } from 'vitest';
import { decodeName, type Entity, placeOf } from './ancestors.ts';

const entities = new Map<string, Entity>([
  ['root', { type: 'Folder', name: 'Datacenters', parent: undefined }],
  ['f1', { type: 'Folder', name: 'Europe', parent: 'root' }],
  ['dc1', { type: 'Datacenter', name: 'DC%2f1', parent: 'f1' }],
  ['v1', { type: 'Folder', name: 'vm', parent: 'dc1' }],
  ['p1', { type: 'Folder', name: 'prod', parent: 'v1' }],
  ['loop', { type: 'Folder', name: 'loop', parent: 'loop' }],
]);

describe('placeOf', () => {
  it('leaves the root folder out and keeps escapes in paths', () => {
    expect(placeOf('p1', entities)).toEqual({
      path: 'Europe/DC%2f1/vm/prod',
      datacenter: 'DC/1',
      datacenterPath: 'Europe/DC%2f1',
    });
  });

  it('tells what it can of a VM in no folder that it knows', () => {
    expect(placeOf(undefined, entities)).toEqual({ path: '', datacenter: '', datacenterPath: '' });
    expect(placeOf('loop', entities).path).toBe('loop');
  });

  it('takes a datacenter without a visible parent for the top', () => {
    const host = new Map<string, Entity>([['dc', { type: 'Datacenter', name: 'ha-datacenter', parent: undefined }]]);
    expect(placeOf('dc', host).datacenterPath).toBe('ha-datacenter');
  });
});

describe('decodeName', () => {
  it('decodes each escape once', () => {
    expect(decodeName('a%2fb%5cc%252f')).toBe('a/b\\c%2f');
  });
});
