import { expect, test } from 'vitest';
import { parseProperties, printProperties, sameProperties } from './propertyString.ts';

test('reads the part without a key under the name that is meant', () => {
  const drive = parseProperties('local:100/vm-100-disk-0.raw,discard=on,size=32G', 'file');
  expect([...drive]).toEqual([
    ['file', 'local:100/vm-100-disk-0.raw'],
    ['discard', 'on'],
    ['size', '32G'],
  ]);
});

test('prints switches as digits and leaves out what is absent', () => {
  expect(printProperties('local:1', { efitype: '4m', 'pre-enrolled-keys': true, format: undefined })).toBe(
    'local:1,efitype=4m,pre-enrolled-keys=1',
  );
});

test('compares without regard to order, case of a MAC and what the server adds', () => {
  expect(sameProperties('virtio=BC:24:11:00:00:01,bridge=vmbr0', 'bridge=vmbr0,virtio=bc:24:11:00:00:01')).toBe(true);
  expect(sameProperties('local:vm-1-disk-0,discard=on,size=4M', 'local:vm-1-disk-0,discard=on', ['size'])).toBe(true);
  expect(sameProperties('local:vm-1-disk-0', 'local:vm-1-disk-1')).toBe(false);
});
