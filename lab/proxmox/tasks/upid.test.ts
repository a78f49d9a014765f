import { describe, expect, it } from 'vitest';
import { formatUpid, parseUpid } from './upid.ts';

describe('task ids', () => {
  it('prints and reads the documented form', () => {
    const text = 'UPID:pve1:000F4A2B:05E1C3D9:672B4F10:qmcreate:120:mover@pve!job:';
    const upid = parseUpid(text);
    expect(upid).toMatchObject({ node: 'pve1', type: 'qmcreate', id: '120', user: 'mover@pve!job' });
    expect(upid && formatUpid(upid)).toBe(text);
  });

  it.each(['UPID:pve1:1:2:3:qmcreate:120:root@pam:', 'UPID:pve1:000F4A2B:05E1C3D9:672B4F10:qmcreate:120:root@pam', ''])(
    'refuses %s',
    (text) => expect(parseUpid(text)).toBeUndefined(),
  );
});
