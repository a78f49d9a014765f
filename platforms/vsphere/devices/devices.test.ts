import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readControllers } from './controllers.ts';
import { readDisks } from './disks.ts';
import { readNics } from './nics.ts';
import { hasVirtualTpm, readPassthrough } from './passthrough.ts';

/** As npm soap reads it; the prefix of `xsi:type` is the server's. */
function device(type: string, fields: object, prefix = 'xsi'): object {
  return { attributes: { [`${prefix}:type`]: type }, ...fields };
}

const flat = (fields: object): object =>
  device('VirtualDiskFlatVer2BackingInfo', {
    fileName: '[ds1] app/app.vmdk',
    datastore: { attributes: { type: 'Datastore' }, $value: 'datastore-59' },
    diskMode: 'persistent',
    split: 'false',
    thinProvisioned: 'true',
    uuid: '6000C29a-0001',
    ...fields,
  });

const disk = (fields: object): object =>
  device('VirtualDisk', { key: '2000', controllerKey: '1000', unitNumber: '1', capacityInKB: '1024', ...fields });

describe('readDisks', () => {
  const controller = device('ParaVirtualSCSIController', { key: '1000', busNumber: '2', sharedBus: 'noSharing' });

  it('joins a disk with its controller, by key', () => {
    const [read] = readDisks([disk({ backing: flat({ changeId: 'x/1' }) }), controller]);
    expect(read).toMatchObject({
      id: '6000C29a-0001',
      key: 2000,
      capacityBytes: 1_048_576,
      bus: 'scsi',
      controller: 'pvscsi',
      busNumber: 2,
      unit: 1,
      backing: 'flat',
      mode: 'persistent',
      shared: false,
      encrypted: false,
      thin: true,
      split: false,
      file: '[ds1] app/app.vmdk',
      changeId: 'x/1',
      parents: [],
    });
  });

  it('prefers bytes to kilobytes, for odd sizes', () => {
    const [read] = readDisks([disk({ backing: flat({}), capacityInBytes: '1048064' })]);
    expect(read?.capacityBytes).toBe(1_048_064);
  });

  it('reads every capacity up to 62 TiB exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: (62n * 1024n ** 4n) / 512n }), (sectors) => {
        const bytes = sectors * 512n;
        const [read] = readDisks([disk({ backing: flat({}), capacityInBytes: String(bytes) })]);
        expect(BigInt(read?.capacityBytes ?? -1)).toBe(bytes);
        const [older] = readDisks([disk({ backing: flat({}), capacityInKB: String(bytes / 1024n) })]);
        expect(BigInt(older?.capacityBytes ?? -1)).toBe((bytes / 1024n) * 1024n);
      }),
    );
  });

  it('tells shared, encrypted and independent disks', () => {
    const shared = device('VirtualLsiLogicController', { key: '1001', busNumber: '0', sharedBus: 'physicalSharing' });
    const disks = readDisks([
      shared,
      disk({ controllerKey: '1001', backing: flat({ uuid: 'a' }) }),
      disk({ key: '2001', backing: flat({ uuid: 'b', sharing: 'sharingMultiWriter' }) }),
      disk({ key: '2002', backing: flat({ uuid: 'c', keyId: { keyId: 'k' } }) }),
      disk({ key: '2003', backing: flat({ uuid: 'd', diskMode: 'independent_persistent' }) }),
    ]);
    expect(disks.map((read) => [read.shared, read.encrypted, read.mode])).toEqual([
      [true, false, 'persistent'],
      [true, false, 'persistent'],
      [false, true, 'persistent'],
      [false, false, 'independent_persistent'],
    ]);
  });

  it('names every kind of backing', () => {
    const rdm = (mode: string) => device('VirtualDiskRawDiskMappingVer1BackingInfo', { compatibilityMode: mode });
    const kinds = [
      rdm('virtualMode'),
      rdm('physicalMode'),
      device('VirtualDiskSeSparseBackingInfo', {}),
      device('VirtualDiskPartitionedRawDiskVer2BackingInfo', {}),
      device('VirtualDiskLocalPMemBackingInfo', {}),
      device('VirtualDiskNobodyKnowsBackingInfo', {}),
    ];
    expect(readDisks(kinds.map((backing, key) => disk({ key, backing }))).map((read) => read.backing)).toEqual([
      'rdm-virtual',
      'rdm-physical',
      'sesparse',
      'raw-device',
      'pmem',
      'legacy',
    ]);
  });

  it('follows the chain of a delta', () => {
    const parent = flat({ fileName: '[ds1] a/a-000001.vmdk', parent: flat({ fileName: '[ds1] a/a.vmdk' }) });
    const [read] = readDisks([disk({ backing: flat({ fileName: '[ds1] a/a-000002.vmdk', parent }) })]);
    expect(read?.parents).toEqual(['[ds1] a/a-000001.vmdk', '[ds1] a/a.vmdk']);
  });

  it('keeps ids apart when one UUID is there twice', () => {
    const ids = readDisks([disk({ backing: flat({}) }), disk({ key: '2001', backing: flat({}) })]).map(({ id }) => id);
    expect(ids).toEqual(['6000C29a-0001@2000', '6000C29a-0001@2001']);
  });
});

describe('readControllers', () => {
  it('takes an unknown class for what its label says', () => {
    const future = device('VirtualNvme2Controller', { key: '5', busNumber: '0', deviceInfo: { label: 'NVME 0' } });
    expect(readControllers([future]).get(5)).toMatchObject({ bus: 'nvme', model: 'unknown' });
  });
});

describe('readNics', () => {
  const names = {
    byRef: new Map([['network-1', 'VM Network']]),
    byPortgroupKey: new Map([['dvportgroup-7', 'prod']]),
    byOpaqueId: new Map([['o-1', 'segment']]),
  };
  const nic = (type: string, backing: object | undefined): object =>
    device(type, { key: '4000', macAddress: '00:50:56:AA:00:01', ...(backing && { backing }) }, '_XMLSchema-instance');

  it('joins each kind of network by what its backing refers to', () => {
    const standard = { deviceName: 'old name', network: { attributes: { type: 'Network' }, $value: 'network-1' } };
    const nics = readNics(
      [
        nic('VirtualVmxnet3', standard),
        nic('VirtualE1000e', { port: { portgroupKey: 'dvportgroup-7' } }),
        nic('VirtualE1000', { opaqueNetworkId: 'o-1' }),
        nic('VirtualFutureCard', undefined),
      ],
      names,
    );
    expect(nics.map(({ model, network, networkKind }) => [model, network, networkKind])).toEqual([
      ['vmxnet3', 'VM Network', 'standard'],
      ['e1000e', 'prod', 'distributed'],
      ['e1000', 'segment', 'opaque'],
      ['unknown', '', 'none'],
    ]);
    expect(nics[0]?.mac).toBe('00:50:56:aa:00:01');
  });
});

describe('devices that cannot move', () => {
  it('names them and leaves the rest out', () => {
    const devices = [
      device('VirtualPCIPassthrough', { key: '1', deviceInfo: { label: 'PCI device 0' } }),
      device('VirtualUSBXHCIController', { key: '2' }),
      device('VirtualSerialPort', { key: '3' }),
      device('VirtualTPM', { key: '11000' }),
    ];
    expect(readPassthrough(devices)).toEqual(['PCI device 0 (VirtualPCIPassthrough)', 'VirtualSerialPort']);
    expect(hasVirtualTpm(devices)).toBe(true);
  });
});
