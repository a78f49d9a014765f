import type { ErrorEntry } from './errors.ts';

/** Of the VM that is moved. */
export const sourceErrors = {
  'source.tracking-lost': {
    status: 502,
    title: 'Change tracking was reset',
    remedy: 'Nothing to do: the whole disk is compared in the next round.',
    next: 'retry',
  },
  'source.changed': {
    status: 409,
    title: 'The source VM changed under the migration',
    remedy: 'See the evidence; put the VM back or start a new migration.',
    next: 'park',
  },
  'source.disk-grown': {
    status: 409,
    title: 'A disk of the source VM has grown under the migration',
    remedy:
      'Retry: its volume on the target grows too, and all of this disk is copied anew; the others go on. Or cancel.',
    next: 'park',
  },
  'source.powered-on': {
    status: 409,
    title: 'The source VM was powered on after the final delta began',
    remedy:
      'Retry: it is shut down and the final delta is taken again. Once the target has started: shut the source down by hand and retry, or roll back.',
    next: 'park',
  },
  'source.written': {
    status: 409,
    title: 'The source may have been written to after its final round',
    remedy: 'Retry: the final round is taken again. See the evidence for what could not be told.',
    next: 'park',
  },
  'source.shutdown-timeout': {
    status: 504,
    title: 'The guest did not shut down in time',
    remedy: 'Shut it down by hand, or allow power-off in the plan, then retry.',
    next: 'park',
  },
  'source.snapshot-expired': {
    status: 409,
    title: 'A snapshot of ours reached a limit before its round had ended',
    remedy:
      'The snapshot is removed. Make rounds shorter (bandwidth limits, blackouts, other load) or free room on the datastore, or allow more in the plan (`snapshots`); then retry: what was copied is read again only where it has changed.',
    next: 'park',
  },
  'source.snapshot-not-removed': {
    status: 504,
    title: 'A snapshot of ours could not be removed and consolidated within its time',
    remedy:
      'Nothing is lost, and the evidence says what is left. Let vCenter end its task or release the locked file (backup software?), then retry; or delete snapshots named drover-* of the VM and consolidate its disks in vCenter. Snapshots of a migration that has ended go by `drover residue remove`.',
    next: 'park',
  },
} as const satisfies Record<string, ErrorEntry>;
