import { describe, expect, it } from 'vitest';
import { folderRefusal } from './folderRefusal.ts';

const file = { datastore: 'ds', path: 'a/a-flat.vmdk' };

describe('folderRefusal', () => {
  it('is content with a range of a file as long as the disk', () => {
    expect(folderRefusal({ status: 206, totalBytes: 1024 }, file, 1024)).toBeNull();
  });

  it.each([
    [206, 512, 'platform.unsupported'],
    [200, null, 'platform.unsupported'],
    [416, null, 'platform.unsupported'],
    [401, null, 'platform.unauthorised'],
    [403, null, 'platform.forbidden'],
    [404, null, 'platform.not-found'],
    [500, null, 'platform.busy'],
    [503, null, 'platform.unreachable'],
  ])('HTTP %d, size %s: %s', (status, totalBytes, code) => {
    expect(folderRefusal({ status, totalBytes }, file, 1024)?.code).toBe(code);
  });
});
