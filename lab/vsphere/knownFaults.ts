import type { KnownFaults } from '../faults/faultSwitch.ts';
import { meddlingFaults } from './meddlingFaults.ts';

/** Every fault that the simulated vCenter can be told to commit. */
export const vsphereFaults = {
  'session-expiry': {
    meaning: 'the session ends just before a request: NotAuthenticated from SOAP, 401 from /folder',
    narrows: ['transport', 'operation', 'file', 'user', 'vm'],
    chaos: {},
  },
  'invalid-login': { meaning: 'Login answers InvalidLogin', narrows: ['user'] },
  'http-503': {
    meaning: 'a proxy in front answers 503 with an HTML page, the request is not executed',
    narrows: ['transport', 'operation', 'file', 'vm'],
    chaos: {},
  },
  'http-502': {
    meaning: 'a proxy in front answers 502 as plain text, the request is not executed',
    narrows: ['transport', 'operation', 'file', 'vm'],
    chaos: {},
  },
  'http-302': { meaning: 'a proxy in front sends SOAP requests to a login page', narrows: ['operation'], chaos: {} },
  'connection-reset': {
    meaning: 'the connection breaks off: SOAP before execution, /folder and leases after "bytes" of the body (65536)',
    narrows: ['transport', 'operation', 'file', 'vm'],
    parameters: ['bytes'],
    chaos: {},
  },
  'answer-lost': {
    meaning: 'the SOAP request is executed, then the connection is cut instead of an answer',
    narrows: ['operation'],
    chaos: {},
  },
  'answer-empty': {
    meaning: 'the SOAP request is executed, the answer is 200 with nothing in it',
    narrows: ['operation'],
    chaos: {},
  },
  'answer-truncated': { meaning: 'the SOAP answer ends in the middle of its XML', narrows: ['operation'], chaos: {} },
  'answer-stalls': {
    meaning: 'the SOAP answer comes after "milliseconds" (60000)',
    narrows: ['operation'],
    parameters: ['milliseconds'],
    chaos: { milliseconds: 1500 },
  },
  'method-disabled': {
    meaning: 'another product has disabled an operation: MethodDisabled',
    narrows: ['operation', 'vm'],
    chaos: { operation: 'CreateSnapshot_Task' },
  },
  'host-disconnected': {
    meaning: 'the host of the VM does not answer vCenter: HostNotConnected',
    narrows: ['operation', 'vm'],
    chaos: { operation: 'CreateSnapshot_Task' },
  },
  'privilege-withdrawn': {
    meaning: 'an operation answers NoPermission, as after a change of roles',
    narrows: ['operation', 'vm'],
    chaos: { operation: 'CreateSnapshot_Task' },
  },
  'clock-skew': {
    meaning: 'the clock of the server is ahead by "seconds" (600)',
    narrows: [],
    parameters: ['seconds'],
  },
  'task-in-progress': { meaning: 'a task operation answers TaskInProgress', narrows: ['operation', 'vm'], chaos: {} },
  'task-vanishes': { meaning: 'a task is forgotten as soon as it ends', narrows: ['operation', 'vm'], chaos: {} },
  'task-fails': {
    meaning: 'a task ends in error with fault type "fault" (SystemError) and has done nothing',
    narrows: ['operation', 'vm'],
    parameters: ['fault'],
    chaos: { operation: 'CreateSnapshot_Task' },
  },
  'task-stuck': {
    meaning: 'a task stays at 95 % for "milliseconds" (60000)',
    narrows: ['operation', 'vm'],
    parameters: ['milliseconds'],
    chaos: { milliseconds: 1500 },
  },
  'snapshot-create-fails': {
    meaning: 'CreateSnapshot ends in error with fault type "fault" (FileFault)',
    narrows: ['vm'],
    parameters: ['fault'],
    chaos: {},
  },
  'quiesce-fault': { meaning: 'a quiesced CreateSnapshot ends in ApplicationQuiesceFault', narrows: ['vm'], chaos: {} },
  'foreign-snapshot': {
    meaning: 'somebody else snapshots the VM right after the next CreateSnapshot',
    narrows: ['vm'],
  },
  'snapshot-vanishes': {
    meaning: 'somebody else removes the next snapshot as soon as it is taken',
    narrows: ['vm'],
    chaos: {},
  },
  'consolidation-needed': {
    meaning: 'a snapshot is removed from the tree but its deltas are left: runtime.consolidationNeeded',
    narrows: ['vm'],
    chaos: {},
  },
  'consolidate-locked': { meaning: 'ConsolidateVMDisks ends in FileLocked', narrows: ['vm'], chaos: {} },
  'cbt-epoch-reset': {
    meaning: 'change tracking starts anew just before the next snapshot',
    narrows: ['vm', 'diskKey'],
    chaos: {},
  },
  'cbt-missing-change-id': {
    meaning: 'a disk has no changeId in the next snapshot',
    narrows: ['vm', 'diskKey'],
    chaos: {},
  },
  'cbt-empty-middle-page': {
    meaning: 'QueryChangedDiskAreas answers a page without areas that is not the last',
    narrows: ['vm', 'diskKey'],
    chaos: {},
  },
  'cbt-file-fault': {
    meaning: 'QueryChangedDiskAreas answers FileFault',
    narrows: ['vm', 'diskKey', 'changeId'],
    chaos: {},
  },
  'cbt-method-missing': {
    meaning: 'QueryChangedDiskAreas answers MethodNotFound, as of a server that cannot track changes',
    narrows: ['vm', 'diskKey', 'changeId'],
    chaos: {},
  },
  'cbt-over-report': {
    meaning: 'QueryChangedDiskAreas widens areas to multiples of "bytes" (1048576)',
    narrows: ['vm', 'diskKey'],
    parameters: ['bytes'],
    chaos: {},
  },
  'cbt-under-report': {
    meaning: 'QueryChangedDiskAreas lies: it leaves out "percent" (100) of the changed areas, the last ones first',
    narrows: ['vm', 'diskKey', 'changeId'],
    parameters: ['percent'],
  },
  'cbt-past-capacity': {
    meaning: 'QueryChangedDiskAreas tells areas and a length that reach "bytes" (65536) past the end of the disk',
    narrows: ['vm', 'diskKey'],
    parameters: ['bytes'],
    chaos: {},
  },
  'cbt-whole-disk': {
    meaning: 'QueryChangedDiskAreas tells one area over the whole disk',
    narrows: ['vm', 'diskKey'],
    chaos: {},
  },
  'cbt-wrong-start': {
    meaning: 'QueryChangedDiskAreas describes a range that begins "bytes" (65536) after the one asked for',
    narrows: ['vm', 'diskKey'],
    parameters: ['bytes'],
    chaos: {},
  },
  'cbt-zero-length': {
    meaning: 'QueryChangedDiskAreas describes a range of no length',
    narrows: ['vm', 'diskKey'],
    chaos: {},
  },
  'datastore-full': { meaning: 'a datastore tells that it has no free space', narrows: ['datastore'], chaos: {} },
  'disk-grown': {
    meaning: 'a disk grows by "bytes" (1048576) just before the next snapshot',
    narrows: ['vm', 'diskKey'],
    parameters: ['bytes'],
  },
  'disk-replaced': {
    meaning: 'a disk is another one just before the next snapshot: same key, other UUID, change tracking anew',
    narrows: ['vm', 'diskKey'],
  },
  'disk-removed': {
    meaning: 'a disk is taken out of the VM just before the next snapshot',
    narrows: ['vm', 'diskKey'],
  },
  'vm-moved': {
    meaning: 'vMotion: the VM runs on another host just before the next snapshot',
    narrows: ['vm'],
    chaos: {},
  },
  'vm-unregistered': { meaning: 'the VM is taken out of the inventory just before the next snapshot', narrows: ['vm'] },
  'tools-hang': { meaning: 'ShutdownGuest is accepted and nothing happens', narrows: ['vm'] },
  'vm-power-on-after-off': {
    meaning: 'somebody powers the VM on again "milliseconds" (0) after it went off',
    narrows: ['vm'],
    parameters: ['milliseconds'],
  },
  'lease-refused': { meaning: 'an export answers InvalidState: another one is open', narrows: ['vm'], chaos: {} },
  'lease-timeout': {
    meaning: 'a lease times out "milliseconds" (1000) after it became ready, in spite of progress',
    narrows: ['vm'],
    parameters: ['milliseconds'],
    chaos: { milliseconds: 100 },
  },
  'lease-truncated-stream': {
    meaning: 'a lease download ends cleanly after "bytes" (65536) of the file',
    narrows: ['vm', 'file'],
    parameters: ['bytes'],
    chaos: {},
  },
  'lease-corrupt-grain': {
    meaning: 'one bit of a lease download is wrong, "bytes" (66000) after its beginning, and its manifest agrees',
    narrows: ['vm', 'file'],
    parameters: ['bytes'],
    chaos: {},
  },
  'lease-wrong-sha1': { meaning: 'the manifest of a lease carries a wrong SHA-1', narrows: ['vm'], chaos: {} },
  'folder-locked': { meaning: 'a /folder file answers 500 as if it were locked', narrows: ['vm', 'file'], chaos: {} },
  'folder-not-found': {
    meaning: 'a /folder file is not there, as after its VM has moved to another datastore',
    narrows: ['vm', 'file'],
    chaos: {},
  },
  'folder-unsatisfiable': { meaning: '/folder answers 416 to a range', narrows: ['vm', 'file'], chaos: {} },
  'folder-wrong-content-range': {
    meaning: '/folder answers 206 with another range than the one asked for',
    narrows: ['vm', 'file'],
    chaos: {},
  },
  'folder-ignores-range': { meaning: '/folder answers 200 with the whole file', narrows: ['vm', 'file'], chaos: {} },
  'folder-slow': {
    meaning: '/folder waits "milliseconds" (1000) before an answer',
    narrows: ['vm', 'file'],
    parameters: ['milliseconds'],
    chaos: { milliseconds: 400 },
  },
  'folder-bit-flip': { meaning: 'one bit of a /folder answer is wrong', narrows: ['vm', 'file'], parameters: ['bit'] },
  'certificate-swapped': { meaning: 'new connections meet another certificate until disarmed', narrows: [] },
  'cookie-changes': {
    meaning: 'an answer gives the session another cookie, and the former one is refused from then on',
    narrows: ['operation', 'user'],
  },
  'task-queued': {
    meaning: 'a task stays queued for "milliseconds" (60000) before it runs',
    narrows: ['operation', 'vm'],
    parameters: ['milliseconds'],
  },
  'task-result-missing': { meaning: 'a task ends well, without its result', narrows: ['operation', 'vm'] },
  'task-fails-nested': {
    meaning: 'a task ends in fault type "fault" (GenericVmConfigFault), with the reason, "cause" (NoDiskSpace), inside',
    narrows: ['operation', 'vm'],
    parameters: ['fault', 'cause'],
  },
  'folder-drips': {
    meaning: '/folder sends its answer "bytes" (64) at a time, with "milliseconds" (1000) in between',
    narrows: ['vm', 'file'],
    parameters: ['bytes', 'milliseconds'],
  },
  'host-unresolvable': {
    meaning: 'a lease is to be read from an ESXi host whose name does not resolve',
    narrows: ['vm'],
  },
  ...meddlingFaults,
} satisfies KnownFaults;
