import type { KnownFaults } from '../faults/faultSwitch.ts';

/** Every fault that the simulated vCenter can be told to commit. */
export const vsphereFaults = {
  'session-expiry': {
    meaning: 'the session ends just before a request: NotAuthenticated from SOAP, 401 from /folder',
    narrows: ['transport', 'operation', 'file', 'user', 'vm'],
  },
  'invalid-login': { meaning: 'Login answers InvalidLogin', narrows: ['user'] },
  'http-503': {
    meaning: 'a proxy in front answers 503 with an HTML page, the request is not executed',
    narrows: ['transport', 'operation', 'file', 'vm'],
  },
  'http-502': {
    meaning: 'a proxy in front answers 502 as plain text, the request is not executed',
    narrows: ['transport', 'operation', 'file', 'vm'],
  },
  'http-302': { meaning: 'a proxy in front sends SOAP requests to a login page', narrows: ['operation'] },
  'connection-reset': {
    meaning: 'the connection breaks off: SOAP before execution, /folder and leases after "bytes" of the body (65536)',
    narrows: ['transport', 'operation', 'file', 'vm'],
    parameters: ['bytes'],
  },
  'answer-lost': {
    meaning: 'the SOAP request is executed, then the connection is cut instead of an answer',
    narrows: ['operation'],
  },
  'answer-empty': {
    meaning: 'the SOAP request is executed, the answer is 200 with nothing in it',
    narrows: ['operation'],
  },
  'answer-truncated': { meaning: 'the SOAP answer ends in the middle of its XML', narrows: ['operation'] },
  'answer-stalls': {
    meaning: 'the SOAP answer comes after "milliseconds" (60000)',
    narrows: ['operation'],
    parameters: ['milliseconds'],
  },
  'method-disabled': {
    meaning: 'another product has disabled an operation: MethodDisabled',
    narrows: ['operation', 'vm'],
  },
  'host-disconnected': {
    meaning: 'the host of the VM does not answer vCenter: HostNotConnected',
    narrows: ['operation', 'vm'],
  },
  'privilege-withdrawn': {
    meaning: 'an operation answers NoPermission, as after a change of roles',
    narrows: ['operation', 'vm'],
  },
  'clock-skew': {
    meaning: 'the clock of the server is ahead by "seconds" (600)',
    narrows: [],
    parameters: ['seconds'],
  },
  'task-in-progress': { meaning: 'a task operation answers TaskInProgress', narrows: ['operation', 'vm'] },
  'task-vanishes': { meaning: 'a task is forgotten as soon as it ends', narrows: ['operation', 'vm'] },
  'task-fails': {
    meaning: 'a task ends in error with fault type "fault" (SystemError) and has done nothing',
    narrows: ['operation', 'vm'],
    parameters: ['fault'],
  },
  'task-stuck': {
    meaning: 'a task stays at 95 % for "milliseconds" (60000)',
    narrows: ['operation', 'vm'],
    parameters: ['milliseconds'],
  },
  'snapshot-create-fails': {
    meaning: 'CreateSnapshot ends in error with fault type "fault" (FileFault)',
    narrows: ['vm'],
    parameters: ['fault'],
  },
  'quiesce-fault': { meaning: 'a quiesced CreateSnapshot ends in ApplicationQuiesceFault', narrows: ['vm'] },
  'foreign-snapshot': {
    meaning: 'somebody else snapshots the VM right after the next CreateSnapshot',
    narrows: ['vm'],
  },
  'snapshot-vanishes': {
    meaning: 'somebody else removes the next snapshot as soon as it is taken',
    narrows: ['vm'],
  },
  'consolidation-needed': {
    meaning: 'a snapshot is removed from the tree but its deltas are left: runtime.consolidationNeeded',
    narrows: ['vm'],
  },
  'consolidate-locked': { meaning: 'ConsolidateVMDisks ends in FileLocked', narrows: ['vm'] },
  'cbt-epoch-reset': {
    meaning: 'change tracking starts anew just before the next snapshot',
    narrows: ['vm', 'diskKey'],
  },
  'cbt-missing-change-id': { meaning: 'a disk has no changeId in the next snapshot', narrows: ['vm', 'diskKey'] },
  'cbt-empty-middle-page': {
    meaning: 'QueryChangedDiskAreas answers a page without areas that is not the last',
    narrows: ['vm', 'diskKey'],
  },
  'cbt-file-fault': { meaning: 'QueryChangedDiskAreas answers FileFault', narrows: ['vm', 'diskKey', 'changeId'] },
  'cbt-over-report': {
    meaning: 'QueryChangedDiskAreas widens areas to multiples of "bytes" (1048576)',
    narrows: ['vm', 'diskKey'],
    parameters: ['bytes'],
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
  },
  'cbt-whole-disk': {
    meaning: 'QueryChangedDiskAreas tells one area over the whole disk',
    narrows: ['vm', 'diskKey'],
  },
  'cbt-wrong-start': {
    meaning: 'QueryChangedDiskAreas describes a range that begins "bytes" (65536) after the one asked for',
    narrows: ['vm', 'diskKey'],
    parameters: ['bytes'],
  },
  'cbt-zero-length': { meaning: 'QueryChangedDiskAreas describes a range of no length', narrows: ['vm', 'diskKey'] },
  'datastore-full': { meaning: 'a datastore tells that it has no free space', narrows: ['datastore'] },
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
  'vm-moved': { meaning: 'vMotion: the VM runs on another host just before the next snapshot', narrows: ['vm'] },
  'vm-unregistered': { meaning: 'the VM is taken out of the inventory just before the next snapshot', narrows: ['vm'] },
  'tools-hang': { meaning: 'ShutdownGuest is accepted and nothing happens', narrows: ['vm'] },
  'vm-power-on-after-off': {
    meaning: 'somebody powers the VM on again "milliseconds" (0) after it went off',
    narrows: ['vm'],
    parameters: ['milliseconds'],
  },
  'lease-refused': { meaning: 'an export answers InvalidState: another one is open', narrows: ['vm'] },
  'lease-timeout': {
    meaning: 'a lease times out "milliseconds" (1000) after it became ready, in spite of progress',
    narrows: ['vm'],
    parameters: ['milliseconds'],
  },
  'lease-truncated-stream': {
    meaning: 'a lease download ends cleanly after "bytes" (65536) of the file',
    narrows: ['vm', 'file'],
    parameters: ['bytes'],
  },
  'lease-corrupt-grain': {
    meaning: 'one bit of a lease download is wrong, "bytes" (66000) after its beginning, and its manifest agrees',
    narrows: ['vm', 'file'],
    parameters: ['bytes'],
  },
  'lease-wrong-sha1': { meaning: 'the manifest of a lease carries a wrong SHA-1', narrows: ['vm'] },
  'folder-locked': { meaning: 'a /folder file answers 500 as if it were locked', narrows: ['vm', 'file'] },
  'folder-not-found': {
    meaning: 'a /folder file is not there, as after its VM has moved to another datastore',
    narrows: ['vm', 'file'],
  },
  'folder-unsatisfiable': { meaning: '/folder answers 416 to a range', narrows: ['vm', 'file'] },
  'folder-wrong-content-range': {
    meaning: '/folder answers 206 with another range than the one asked for',
    narrows: ['vm', 'file'],
  },
  'folder-ignores-range': { meaning: '/folder answers 200 with the whole file', narrows: ['vm', 'file'] },
  'folder-slow': {
    meaning: '/folder waits "milliseconds" (1000) before an answer',
    narrows: ['vm', 'file'],
    parameters: ['milliseconds'],
  },
  'folder-bit-flip': { meaning: 'one bit of a /folder answer is wrong', narrows: ['vm', 'file'], parameters: ['bit'] },
  'certificate-swapped': { meaning: 'new connections meet another certificate until disarmed', narrows: [] },
} satisfies KnownFaults;
