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
    chaos: {},
  },
  'connection-cut': {
    meaning: 'A call is carried out, then the connection is cut without a reply; by default only calls that write.',
    narrows: call,
    chaos: {},
  },
  'http-595': { meaning: 'A call is not carried out: "595 No route to host".', narrows: call, chaos: {} },
  'http-503': {
    meaning: 'A call is not carried out: "503 Service Unavailable" with an HTML body.',
    narrows: call,
    chaos: {},
  },
  'no-quorum': {
    meaning: 'A call that writes is refused: "cluster not ready - no quorum?".',
    narrows: call,
    chaos: {},
  },
  'reply-truncated': {
    meaning: 'A call is carried out, its reply ends in the middle of the JSON.',
    narrows: call,
    chaos: {},
  },
  'certificate-swapped': { meaning: 'New connections meet another certificate until disarmed.' },
  'resources-lag': { meaning: 'The cluster-wide list does not know a VM yet.', narrows: ['vmid'], chaos: {} },
  'task-forgotten': {
    meaning: 'Nobody knows a task any more when its status is asked.',
    narrows: ['type', 'vmid'],
    chaos: {},
  },
  'task-warnings': { meaning: 'A task does its work and ends with a warning.', narrows: ['type', 'vmid'], chaos: {} },
  'task-fails': {
    meaning: 'A task fails when it reaches `percent` (0 if absent) of its work.',
    narrows: ['type', 'vmid'],
    parameters: ['percent'],
    chaos: {},
  },
  'import-fails': {
    meaning: 'A disk import ends at `percent` with an error of qemu-img.',
    narrows: ['vmid'],
    parameters: ['percent'],
    chaos: {},
  },
  'start-fails': { meaning: 'The start task of a VM ends with an error of QEMU.', narrows: ['vmid'] },
  'download-fails': {
    meaning: 'A download task ends at `percent` with a broken connection.',
    narrows: ['storage'],
    parameters: ['percent'],
    chaos: {},
  },
  'download-corrupt': { meaning: 'One byte of a downloaded file arrives wrong.', narrows: ['storage'], chaos: {} },
  'slow-task': {
    meaning: 'A task waits `seconds` (10 if absent) before it works.',
    narrows: ['type', 'vmid'],
    parameters: ['seconds'],
    chaos: { seconds: 1 },
  },
  'storage-full': {
    meaning: 'A storage has no space: allocation, import and upload to it fail.',
    narrows: ['storage'],
    chaos: { storage: 'local' },
  },
  'storage-inactive': { meaning: 'A storage is not online.', narrows: ['storage'], chaos: { storage: 'local' } },
  'lock-timeout': {
    meaning: 'The lock of a VM or a storage is not got in time.',
    narrows: ['vmid', 'storage'],
    chaos: {},
  },
  'vm-locked': {
    meaning: 'A VM carries a config lock (`lock`, "backup" if absent) when it is used.',
    narrows: ['vmid'],
    parameters: ['lock'],
    chaos: {},
  },
  'digest-race': {
    meaning: 'Somebody changes the config of a VM just before a call that names a digest.',
    narrows: ['vmid'],
    chaos: {},
  },
  'ticket-expiry': { meaning: 'A request with a login ticket is refused as expired.', narrows: ['user'] },
  'token-refused': { meaning: 'A request with an API token is refused.', narrows: ['user'] },
  'agent-silent': { meaning: 'The guest agent does not answer.', narrows: ['vmid'] },
  'outcome-late': {
    meaning:
      'A call is answered with "596 Connection timed out" and carried out "milliseconds" (1000) later; by default only calls that write.',
    narrows: call,
    parameters: ['milliseconds'],
  },
  'worker-killed': {
    meaning: 'The worker of a task is killed as it begins: "unexpected status", and a lock that was taken stays.',
    narrows: ['type', 'vmid'],
  },
  'thick-storage-full': {
    meaning: 'A storage of thick volumes has no space: "not enough free space", before anything is made.',
    narrows: ['storage'],
  },
  'storage-fills-up': {
    meaning: 'A storage of thin volumes is full when an import reaches `percent` (0 if absent): qemu-img cannot write.',
    narrows: ['vmid'],
    parameters: ['percent'],
  },
  'upload-fails': { meaning: 'The node has no space below /var/tmp for what is uploaded.', narrows: ['storage'] },
  'bridge-missing': {
    meaning: 'A bridge is gone when a VM is started, where it is first looked for.',
    narrows: ['vmid'],
  },
  'status-unknown': {
    meaning: 'The cluster-wide list has a VM with status "unknown", without a name, as when its node is not heard of.',
    narrows: ['vmid'],
  },
  'nextid-race': { meaning: 'The VM id that /cluster/nextid has just named is taken by somebody else at once.' },
};
