import { expect, test } from 'vitest';
import { closure, parseDependencies, withoutSignature } from './kernel.ts';

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

test("cuts a module's signature off and leaves one that has none alone", () => {
  const module = Buffer.from('what is loaded');
  const fields = Buffer.alloc(12);
  fields.writeUInt32BE(5, 8);
  const signed = Buffer.concat([module, Buffer.from('proof'), fields, Buffer.from('~Module signature appended~\n')]);
  expect(withoutSignature(signed)).toEqual(module);
  expect(withoutSignature(module)).toEqual(module);
});
