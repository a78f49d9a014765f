import { expect, test } from 'vitest';
import { diskVolume, formatsOf, storageOf } from './volumeId.ts';

test('a file has its owner as folder and its format as extension, a block volume neither', () => {
  const disk = { vmid: 100, index: 2, format: 'raw' as const };
  expect(diskVolume({ ...disk, storage: 'nas', storageType: 'nfs' })).toEqual({
    fileName: 'vm-100-disk-2.raw',
    volume: 'nas:100/vm-100-disk-2.raw',
  });
  expect(diskVolume({ ...disk, storage: 'thin', storageType: 'lvmthin' })).toEqual({
    fileName: 'vm-100-disk-2',
    volume: 'thin:vm-100-disk-2',
  });
});

test('block storages hold raw volumes only', () => {
  expect(formatsOf('dir')).toEqual(['raw', 'qcow2']);
  expect(formatsOf('zfspool')).toEqual(['raw']);
});

test('the storage of a volume is what stands before the first colon', () => {
  expect(storageOf('local:import/drover-1-0.qcow2')).toBe('local');
});
