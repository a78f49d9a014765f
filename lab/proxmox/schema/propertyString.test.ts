import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driveFormats } from './driveFormat.ts';
import { netFormat } from './networkFormat.ts';
import { parsePropertyString, printPropertyString } from './propertyString.ts';

const parse = (text: string) => parsePropertyString(text, driveFormats.scsi, 'scsi0');

describe('property strings', () => {
  it('prints the default key first and the others sorted', () => {
    const drive = parse('local:100/vm-100-disk-0.raw,ssd=1,discard=on,cache=none');
    expect(printPropertyString(drive, driveFormats.scsi)).toBe(
      'local:100/vm-100-disk-0.raw,cache=none,discard=on,ssd=1',
    );
  });

  it('reads and prints a NIC whose model is the key of its address', () => {
    const net = parsePropertyString('virtio=BC:24:11:00:00:01,bridge=vmbr0,tag=20,firewall=1', netFormat, 'net0');
    expect(net).toEqual({ model: 'virtio', macaddr: 'BC:24:11:00:00:01', bridge: 'vmbr0', tag: 20, firewall: true });
    expect(printPropertyString(net, netFormat)).toBe('virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,tag=20');
    const generated = parsePropertyString('e1000,bridge=vmbr0', netFormat, 'net0');
    expect(printPropertyString(generated, netFormat)).toBe('e1000,bridge=vmbr0');
  });

  it.each([
    ['local:1,foo=1', 'invalid key in comma-separated list property: foo\n'],
    ['local:1,ssd=1,ssd=0', 'duplicate key in comma-separated list property: ssd\n'],
    [
      'local:1,cache=maybe',
      "format error\nscsi0.cache: value 'maybe' does not have a value in the enumeration 'none, writethrough, writeback, unsafe, directsync'\n",
    ],
    ['ssd=1', 'format error\nscsi0.file: property is missing and it is not optional\n'],
  ])('refuses %s in the words of PVE', (text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ message }));
  });

  it('reads back what it printed', () => {
    fc.assert(
      fc.property(
        fc.record(
          {
            cache: fc.constantFrom('none', 'writeback'),
            discard: fc.constantFrom('ignore', 'on'),
            iothread: fc.boolean(),
            queues: fc.integer({ min: 2, max: 64 }),
            size: fc.nat().map((n) => `${n}M`),
          },
          { requiredKeys: [] },
        ),
        (options) => {
          const drive = { file: 'local:100/vm-100-disk-0.raw', ...options };
          expect(parse(printPropertyString(drive, driveFormats.scsi))).toEqual(drive);
        },
      ),
    );
  });
});
