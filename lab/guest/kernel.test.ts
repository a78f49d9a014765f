import { expect, test } from 'vitest';
import { closure, parseDependencies } from './kernel.ts';

const needs = parseDependencies(
  [
    'kernel/drivers/scsi/virtio_scsi.ko: kernel/drivers/virtio/virtio.ko kernel/drivers/scsi/scsi_mod.ko',
    'kernel/drivers/virtio/virtio.ko: kernel/drivers/virtio/virtio_ring.ko',
    'kernel/drivers/virtio/virtio_ring.ko:',
    'kernel/drivers/scsi/scsi_mod.ko: kernel/drivers/scsi/scsi_common.ko.xz',
    'kernel/drivers/scsi/scsi_common.ko.xz:',
    'kernel/drivers/net/e1000.ko:',
    '',
  ].join('\n'),
);

test('takes a driver with all that it needs, and nothing else', () => {
  expect(closure(needs, ['virtio-scsi'])).toEqual([
    'kernel/drivers/scsi/scsi_common.ko.xz',
    'kernel/drivers/scsi/scsi_mod.ko',
    'kernel/drivers/scsi/virtio_scsi.ko',
    'kernel/drivers/virtio/virtio.ko',
    'kernel/drivers/virtio/virtio_ring.ko',
  ]);
});

test('passes over what this kernel has not', () => {
  expect(closure(needs, ['nvme', 'e1000'])).toEqual(['kernel/drivers/net/e1000.ko']);
});
