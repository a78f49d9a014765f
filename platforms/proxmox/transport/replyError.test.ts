import { describe, expect, test } from 'vitest';
import { codeOfText, replyError } from './replyError.ts';

const call = { method: 'POST', path: '/nodes/pve1/qemu' };
const json = (body: unknown) => JSON.stringify(body);

describe('a reply', () => {
  test('of status 400 names each parameter in the evidence', () => {
    const body = json({
      data: null,
      errors: { vmid: 'invalid format\n' },
      message: 'Parameter verification failed.\n',
    });
    const error = replyError({ ...call, status: 400, statusText: 'Parameter verification failed.', body }, true);
    expect(error.code).toBe('platform.protocol');
    expect(error.evidence).toContain('vmid: invalid format');
  });

  test('tells the privilege that is lacking', () => {
    const statusText = 'Permission check failed (/vms/100, VM.Audit)';
    const error = replyError({ ...call, status: 403, statusText, body: '' }, false);
    expect(error.code).toBe('platform.forbidden');
    expect(error.message).toContain('/vms/100, VM.Audit');
  });

  test('before Proxmox VE 8.3 says everything in its status line', () => {
    const statusText = "unable to create VM 100 - VM 100 already exists on node 'pve1'";
    expect(replyError({ ...call, status: 500, statusText, body: '{"data":null}' }, true).code).toBe(
      'platform.conflict',
    );
  });

  test('of a login that is expired, however it is worded', () => {
    for (const statusText of ['Authentication failed!', 'permission denied - invalid PVE ticket', 'No ticket']) {
      expect(replyError({ ...call, status: 401, statusText, body: '' }, true).code).toBe('platform.unauthorised');
    }
  });

  test('from between daemons leaves a writing call open and lets a reading one be tried again', () => {
    for (const status of [595, 596, 599, 502, 504]) {
      expect(replyError({ ...call, status, statusText: 'Connection timed out', body: '' }, true).code).toBe(
        'platform.outcome-unknown',
      );
      expect(replyError({ ...call, status, statusText: 'Connection timed out', body: '' }, false).code).toBe(
        'platform.unreachable',
      );
    }
  });

  test('that is a page of a reverse proxy does not reach the message', () => {
    const error = replyError({ ...call, status: 503, statusText: 'Service Unavailable', body: '<html>' }, false);
    expect(error.message).not.toContain('<html>');
  });
});

test.each([
  ["can't lock file '/var/lock/qemu-server/lock-100.conf' - got timeout", 'platform.busy'],
  ["cfs-lock 'storage-nfs' error: got lock request timeout", 'platform.busy'],
  ['VM is locked (backup)', 'platform.busy'],
  ['cluster not ready - no quorum?', 'platform.busy'],
  ["Configuration file 'nodes/pve1/qemu-server/100.conf' does not exist", 'platform.not-found'],
  ["storage 'x' does not exist", 'platform.not-found'],
  ['no such task', 'platform.not-found'],
  ['copy failed: qemu-img: error while writing at byte 0: No space left on device', 'platform.quota'],
  ["storage 'S' is not configured for content-type 'import'", 'platform.unsupported'],
  ["can't remove VM 100 - protection mode enabled", 'platform.conflict'],
  ['something nobody has seen yet', 'platform.conflict'],
] as const)('%s is %s', (text, code) => {
  expect(codeOfText(text)).toBe(code);
});
