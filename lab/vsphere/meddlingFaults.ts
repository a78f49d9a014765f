import type { KnownFaults } from '../faults/faultSwitch.ts';

/** What people, other products and vSphere itself do to a VM between and during the rounds of a migration. */
export const meddlingFaults = {
  'task-cancelled': {
    meaning: 'somebody else cancels a task: it ends in RequestCanceled and has done nothing',
    narrows: ['operation', 'vm'],
    chaos: {},
  },
  'question-pending': {
    meaning: 'the VM asks a question, and its task waits until somebody has answered',
    narrows: ['operation', 'vm'],
  },
  'host-maintenance': {
    meaning: 'the host of the VM is in maintenance mode: InvalidHostState',
    narrows: ['operation', 'vm'],
  },
  'snapshot-reverted': {
    meaning: 'somebody reverts the VM to a snapshot just before that is removed, and powers it on again',
    narrows: ['vm'],
  },
  'snapshot-doubled': {
    meaning: 'the next CreateSnapshot is carried out twice: there are two snapshots of one name',
    narrows: ['vm'],
    chaos: {},
  },
  'current-snapshot-unset': {
    meaning: 'from the next snapshot on there is a tree of snapshots, but currentSnapshot is unset',
    narrows: ['vm'],
    chaos: {},
  },
  'quiesce-hangs': {
    meaning: 'a quiesced CreateSnapshot stands still for "milliseconds" (60000), then ends in ApplicationQuiesceFault',
    narrows: ['vm'],
    parameters: ['milliseconds'],
  },
  'quiesce-untrue': {
    meaning: 'a quiesced CreateSnapshot ends well although nothing in the guest was quiesced',
    narrows: ['vm'],
    chaos: {},
  },
  'disk-added': {
    meaning: 'the VM gets another disk of "bytes" (1048576) just before the next snapshot',
    narrows: ['vm'],
    parameters: ['bytes'],
  },
  'disk-moved': {
    meaning: 'a disk is at another unit just before the next snapshot: other key; what was there takes its old place',
    narrows: ['vm', 'diskKey'],
  },
  'disk-relocated': {
    meaning:
      'storage vMotion: all files of the VM have another datastore, folder and name just before the next snapshot',
    narrows: ['vm'],
    chaos: {},
  },
  'vm-renamed': { meaning: 'the VM has another name just before the next snapshot', narrows: ['vm'] },
  'vm-moved-mid-read': {
    meaning: 'vMotion in the middle of a read: the connection breaks off after "bytes" (65536), a lease ends',
    narrows: ['transport', 'vm', 'file'],
    parameters: ['bytes'],
    chaos: {},
  },
} satisfies KnownFaults;
