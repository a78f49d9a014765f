import { describe, expect, it } from 'vitest';
import { type Disk, readDisks } from '../devices/disks.ts';
import { readEndpoint } from '../session/endpoint.ts';
import { deviceOfDisk, type LeaseDevice, readLeaseDevices, resolveDeviceUrl } from './leaseDevice.ts';

const info = {
  deviceUrl: [
    { key: '/vm-64/ParaVirtualSCSIController0:10', url: 'https://*/nfc/a/disk-0.vmdk', disk: 'true' },
    {
      key: '/vm-64/ParaVirtualSCSIController0:1',
      url: 'https://esx01/nfc/a/disk-1.vmdk',
      disk: 'true',
      sslThumbprint: 'AA',
    },
    { key: '/vm-64/nvram', url: 'https://esx01/nfc/a/vm.nvram', disk: 'false' },
  ],
};

const controller = { attributes: { 'xsi:type': 'ParaVirtualSCSIController' }, key: '1000', busNumber: '0' };

function disksAt(...units: number[]): Disk[] {
  const disks = units.map((unitNumber) => ({
    attributes: { 'xsi:type': 'VirtualDisk' },
    key: 2000 + unitNumber,
    controllerKey: '1000',
    unitNumber,
    capacityInKB: '1',
    backing: { attributes: { 'xsi:type': 'VirtualDiskFlatVer2BackingInfo' }, diskMode: 'persistent' },
  }));
  return readDisks([controller, ...disks]);
}

function find(devices: LeaseDevice[], disks: Disk[], index: number): string {
  const disk = disks[index];
  if (disk === undefined) throw new Error('no such disk');
  return deviceOfDisk(devices, disks, disk).url;
}

describe('deviceOfDisk', () => {
  it('finds by controller and unit, not by position', () => {
    const disks = disksAt(1, 10);
    expect(find(readLeaseDevices(info), disks, 0)).toContain('disk-1');
    expect(find(readLeaseDevices(info), disks, 1)).toContain('disk-0');
  });

  it('names what was offered when a disk is left out', () => {
    expect(() => find(readLeaseDevices(info), disksAt(0, 1), 0)).toThrow('does not offer');
  });

  it('takes the order only where keys name no controller and no disk is left out', () => {
    const nameless = ['a', 'b'].map((name) => ({
      key: `/vm-1/disk:${name}`,
      url: name,
      sslThumbprint: undefined,
      disk: true,
    }));
    expect(find(nameless, disksAt(3, 0), 1)).toBe('b');
    expect(() => find(nameless, disksAt(0, 1, 2), 0)).toThrow('does not offer');
  });
});

describe('resolveDeviceUrl', () => {
  const endpoint = readEndpoint('https://vc.example:8443/sdk');
  const device = (url: string) => ({ key: '', url, sslThumbprint: undefined, disk: true });

  it('puts the server asked in place of a star', () => {
    expect(resolveDeviceUrl(device('https://*/nfc/x'), endpoint).href).toBe('https://vc.example:8443/nfc/x');
    expect(resolveDeviceUrl(device('https://*:902/nfc/x'), endpoint).href).toBe('https://vc.example:902/nfc/x');
    expect(resolveDeviceUrl(device('https://esx01/nfc/x'), endpoint).href).toBe('https://esx01/nfc/x');
  });
});
