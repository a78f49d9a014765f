import { describe, expect, it } from 'vitest';
import { flatFileOf, isDeltaFile, parseDatastorePath } from './datastorePath.ts';
import { folderUrl } from './folderUrl.ts';

describe('parseDatastorePath', () => {
  it('takes names with spaces and brackets', () => {
    expect(parseDatastorePath('[SSD (a) 1] my vm/disk [2].vmdk')).toEqual({
      datastore: 'SSD (a) 1',
      path: 'my vm/disk [2].vmdk',
    });
  });

  it.each(['', 'vm/disk.vmdk', '[ds]', '[] x'])('refuses %j', (text) => {
    expect(() => parseDatastorePath(text)).toThrow('datastore path');
  });
});

describe('files of a disk', () => {
  it('knows the delta of a snapshot', () => {
    expect(isDeltaFile('app/app-000001.vmdk')).toBe(true);
    expect(isDeltaFile('app/app-01.vmdk')).toBe(false);
  });

  it('finds the flat file beside its descriptor', () => {
    expect(flatFileOf({ datastore: 'ds', path: 'app/app_1.vmdk' }).path).toBe('app/app_1-flat.vmdk');
  });
});

describe('folderUrl', () => {
  const file = { datastore: 'SSD 1', path: 'my vm/ä#1-flat.vmdk' };

  it('encodes segments and names', () => {
    expect(folderUrl('https://vc', file, 'Europe/DC 0', 'once')).toBe(
      'https://vc/folder/my%20vm/%C3%A4%231-flat.vmdk?dcPath=Europe%2FDC%200&dsName=SSD%201',
    );
  });

  it('encodes the names twice when asked', () => {
    expect(folderUrl('https://vc', file, 'DC0', 'twice')).toContain('?dcPath=DC0&dsName=SSD%25201');
  });
});
