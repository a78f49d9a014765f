import type { KnownFaults } from '../../faults/faultSwitch.ts';

const call = ['method', 'path', 'uri', 'vmid'] as const;

/**
 * Every fault of this lab. In a match `path` is the route, e.g. `/nodes/{node}/qemu/{vmid}/config`, and `uri` what was
 * really asked for, e.g. `/nodes/pve1/qemu/120/config`.
 */
export const knownFaults: KnownFaults = {
  'outcome-596': {
    meaning: 'A call is carried out, but its reply is "596 Connection timed out"; by default only calls that write.',
    narrows: call,
  },
  'connection-cut': {
    meaning: 'A call is carried out, then the connection is cut without a reply; by default only calls that write.',
    narrows: call,
  },
  'http-595': { meaning: 'A call is not carried out: "595 No route to host".', narrows: call },
  'http-503': { meaning: 'A call is not carried out: "503 Service Unavailable" with an HTML body.', narrows: call },
  'no-quorum': { meaning: 'A call that writes is refused: "cluster not ready - no quorum?".', narrows: call },
  'reply-truncated': { meaning: 'A call is carried out, its reply ends in the middle of the JSON.', narrows: call },
  'certificate-swapped': { meaning: 'New connections meet another certificate until disarmed.' },
  'resources-lag': { meaning: 'The cluster-wide list does not know a VM yet.', narrows: ['vmid'] },
  'task-forgotten': { meaning: 'Nobody knows a task any more when its status is asked.', narrows: ['type', 'vmid'] },
  'task-warnings': { meaning: 'A task does its work and ends with a warning.', narrows: ['type', 'vmid'] },
  'task-fails': {
    meaning: 'A task fails when it reaches `percent` (0 if absent) of its work.',
    narrows: ['type', 'vmid'],
    parameters: ['percent'],
  },
  'import-fails': {
    meaning: 'A disk import ends at `percent` with an error of qemu-img.',
    narrows: ['vmid'],
    parameters: ['percent'],
  },
  'start-fails': { meaning: 'The start task of a VM ends with an error of QEMU.', narrows: ['vmid'] },
  'download-fails': {
    meaning: 'A download task ends at `percent` with a broken connection.',
    narrows: ['storage'],
    parameters: ['percent'],
  },
  'download-corrupt': { meaning: 'One byte of a downloaded file arrives wrong.', narrows: ['storage'] },
  'slow-task': {
    meaning: 'A task waits `seconds` (10 if absent) before it works.',
    narrows: ['type', 'vmid'],
    parameters: ['seconds'],
  },
  'storage-full': {
    meaning: 'A storage has no space: allocation, import and upload to it fail.',
    narrows: ['storage'],
  },
  'storage-inactive': { meaning: 'A storage is not online.', narrows: ['storage'] },
  'lock-timeout': { meaning: 'The lock of a VM or a storage is not got in time.', narrows: ['vmid', 'storage'] },
  'vm-locked': {
    meaning: 'A VM carries a config lock (`lock`, "backup" if absent) when it is used.',
    narrows: ['vmid'],
    parameters: ['lock'],
  },
  'digest-race': {
    meaning: 'Somebody changes the config of a VM just before a call that names a digest.',
    narrows: ['vmid'],
  },
  'ticket-expiry': { meaning: 'A request with a login ticket is refused as expired.', narrows: ['user'] },
  'token-refused': { meaning: 'A request with an API token is refused.', narrows: ['user'] },
  'agent-silent': { meaning: 'The guest agent does not answer.', narrows: ['vmid'] },
  'nextid-race': { meaning: 'The VM id that /cluster/nextid has just named is taken by somebody else at once.' },
};
