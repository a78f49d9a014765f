import { expect, test } from 'vitest';
import { parseUpid } from './upid.ts';

test('reads a task of an API token', () => {
  expect(parseUpid('UPID:pve1:000F4A2B:05E1C3D9:672B4F10:qmcreate:120:mover@pve!job:')).toEqual({
    node: 'pve1',
    startedAtSeconds: 0x672b4f10,
    type: 'qmcreate',
    id: '120',
    user: 'mover@pve!job',
  });
});

test('reads an empty id and a long process start', () => {
  expect(parseUpid('UPID:pve-2:000F4A2B:105E1C3D9:672B4F10:imgcopy::root@pam:')).toMatchObject({
    node: 'pve-2',
    id: '',
  });
});

test.each([null, '', 'UPID:pve1:1:2:3:qmcreate:120:u@pve:', 'UPID:pve1:000F4A2B:05E1C3D9:672B4F10:qmcreate:120:u@pve'])(
  'takes %j for no task id',
  (text) => {
    expect(parseUpid(text)).toBeUndefined();
  },
);
