/** What a code means that a stage parked with, and what helps. The keys are the codes. */
export const explain = {
  platform: {
    unreachable: {
      cause: 'The platform did not answer at its address, also after several tries.',
      fix: 'Check that its service runs and that this network path is open, then retry.',
    },
    certificate: {
      cause: 'The server shows another certificate than the one that was confirmed for the connection.',
      fix: 'Test the connection, compare the fingerprint with the server itself, confirm it, then retry.',
    },
    unauthorised: {
      cause: 'The platform refused the login of the connection.',
      fix: 'Correct user or password of the connection, then retry.',
    },
    'address-refused': {
      cause:
        'The address of the connection leads to where no connection may go, such as this host or a metadata service.',
      fix: 'Correct the address of the connection, or allow it in DROVER_ALLOW_ADDRESSES of every worker; then retry.',
    },
    'session-ended': {
      cause: 'The platform ended the session again and again.',
      fix: 'Retry. If it goes on, look at limits and time-outs of sessions on the platform.',
    },
    forbidden: {
      cause: 'The user of the connection lacks a privilege on the platform.',
      fix: 'Grant the privilege that is named above, then retry.',
    },
    'not-found': {
      cause: 'An object that the migration works with is gone from the platform.',
      fix: 'See the evidence. Put the object back and retry, or give the migration up.',
    },
    conflict: {
      cause: 'An object on the platform is in another state than the stage needs.',
      fix: 'Mend what the evidence names on the platform, then retry.',
    },
    busy: {
      cause: 'Another task held the object for longer than Drover waits.',
      fix: 'Wait until that task has ended, or end it, then retry.',
    },
    quota: {
      cause: 'The storage has too little room.',
      fix: 'Free space and retry. While no disk has its volume yet, another storage may be chosen.',
    },
    unsupported: {
      cause: 'The platform cannot do what this route or transport needs.',
      fix: 'Give it up and migrate again by another route or transport; retry only if the platform has changed.',
    },
    stalled: {
      cause: 'Nothing moved for too long, also after several tries.',
      fix: 'Look at the load of platform and network, then retry: what was copied is not copied again.',
    },
    corrupt: {
      cause: 'Bytes came back different from what was sent or promised.',
      fix: 'Check storage and network path that the evidence names before you retry.',
    },
    'outcome-unknown': {
      cause: 'The connection broke during a call, and whether it took effect could not be found out.',
      fix: 'Retry: tasks and objects are looked at before anything is repeated.',
    },
    protocol: {
      cause: 'The platform answered in a way that Drover does not know.',
      fix: 'Retry once. If it comes again, keep the evidence: one of both sides has a defect.',
    },
  },
  source: {
    'tracking-lost': {
      cause: 'The source has reset its change tracking more often than tries allow.',
      fix: 'Retry: the whole disk is compared in the next round.',
    },
    changed: {
      cause: 'Somebody changed the source VM under the migration.',
      fix: 'Put the VM back as the evidence tells and retry, or give it up and migrate the VM as it is now.',
    },
    'disk-grown': {
      cause: 'Somebody has enlarged a disk of the source VM.',
      fix: 'Retry: its volume on the target grows too, and all of this disk is copied anew. Or give it up.',
    },
    'snapshot-expired': {
      cause: 'A round lasted longer than its snapshot may stand, or the datastore filled up. The snapshot is removed.',
      fix: 'Lift bandwidth limits, free room on the datastore or allow more in the plan, then retry: what was copied is read again only where it changed.',
    },
    'snapshot-not-removed': {
      cause: 'A snapshot of ours could not be removed and consolidated within its time.',
      fix: 'Let the task in vCenter end, or release the locked file, then retry: only the removal is done again.',
    },
    'powered-on': {
      cause: 'The source VM was powered on after its last changes were being copied.',
      fix: 'Retry: it is shut down and its last changes are copied again. If the target has started, shut the source down by hand first, or roll back.',
    },
    written: {
      cause: 'The source may have been written to after its last round.',
      fix: 'Retry: the last round is taken again, so that no write is missing.',
    },
    'shutdown-timeout': {
      cause: 'The guest did not shut down in the time that the plan gives it.',
      fix: 'Shut it down from inside and retry, or retry and let it be powered off.',
    },
  },
  mover: {
    unreachable: {
      cause: 'No mover on the node can open the target volume.',
      fix: 'Start a mover on the node and retry, or give it up and migrate by the staged route.',
    },
    'path-refused': {
      cause: 'The mover may not open the folder of this storage.',
      fix: 'Add the folder to DROVER_MOVER_ROOTS of the mover, restart it, then retry.',
    },
    'volume-mismatch': {
      cause: 'The volume is not the one that was allocated for this disk.',
      fix: 'Look at the volume at the path given. Put it back and retry, or give it up and migrate again.',
    },
  },
  transfer: {
    corrupt: {
      cause: 'The target does not hold what was written to it.',
      fix: 'Check the target storage at the offsets given. On the direct route a retry copies these ranges again; on the staged route give it up and migrate again.',
    },
    'journal-mismatch': {
      cause: 'The journal beside the volume belongs to another disk or volume.',
      fix: 'Give it up and migrate again: a journal is never guessed at.',
    },
    fenced: {
      cause: 'A newer attempt has taken the volume over.',
      fix: 'Look at the run: while the newer attempt goes on there is nothing to do. Retry when none does.',
    },
    'stream-truncated': {
      cause: 'The export stream ended before its end, several times.',
      fix: 'Retry: it is exported again from the beginning.',
    },
  },
  secrets: {
    'keeper-unavailable': {
      cause: 'The keeper of the keys, AWS KMS or Vault, does not answer.',
      fix: 'See that it can be reached from the worker, then retry.',
    },
    'key-refused': {
      cause: 'The keeper of the keys refused to use the key.',
      fix: 'Check the policy of the login and the state of the key, then retry.',
    },
    'key-missing': {
      cause: 'No known key opens the password of a connection.',
      fix: 'Put the former key back and retry, or enter the password of the connection anew.',
    },
    altered: {
      cause: 'The stored password of a connection was altered, or belongs to another one.',
      fix: 'Find out who wrote to the database. Enter the password anew, then retry.',
    },
  },
  artifact: {
    missing: {
      cause: 'The image is no longer in the artifact store.',
      fix: 'Retry: it is exported again. Look also at who deletes from the store.',
    },
    'link-invalid': {
      cause: 'The link to the image has expired, or was altered.',
      fix: 'Retry: a new link is made. If it comes again, compare the clocks of API and target.',
    },
  },
  migration: {
    refused: {
      cause: 'Preflight found blockers.',
      fix: 'Mend what the evidence names, then retry: preflight looks again.',
    },
  },
  request: {
    invalid: {
      cause: 'A request that the stage made of the plan does not fit.',
      fix: 'See what it names; retry once. If it comes again, give it up, and send the evidence to the maintainers.',
    },
    conflict: {
      cause: 'What the stage asked for does not fit the state of an object of Drover.',
      fix: 'See the evidence, mend what it names, then retry.',
    },
    'not-found': {
      cause: 'An object of Drover that the plan names is gone, for example its connection.',
      fix: 'Make it anew if its id can be the same; otherwise give the migration up.',
    },
  },
  config: {
    invalid: {
      cause: 'A worker or mover lacks a setting, or has a wrong one.',
      fix: 'Correct the variable that is named, restart the process, then retry.',
    },
  },
  worker: {
    unavailable: {
      cause: 'No worker ended the work in time.',
      fix: 'Check that control worker and movers run, then retry.',
    },
  },
  internal: {
    cause: 'A defect of Drover.',
    fix: 'Retry once. If it comes again, send the evidence and the log to the maintainers.',
  },
} as const;
