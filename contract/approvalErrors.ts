/** Of what waits for a second person. */
export const approvalErrors = {
  'approval.needed': {
    status: 409,
    title: 'A second person has to agree first',
    remedy:
      'Somebody else with the permission approvals:decide in the project approves the request that was made; it is carried out then.',
    next: 'never',
  },
  'approval.unattended': {
    status: 409,
    title: 'The plan would shut its VM down without the second person that its project wants',
    remedy: 'Move it warm, with the cutover by hand or at a time, and have that approved.',
    next: 'never',
  },
  'approval.settled': {
    status: 409,
    title: 'The request for approval no longer waits',
    remedy:
      'Look at the request: it was decided, has expired, or what it was about has ended. Ask anew where it is still wanted.',
    next: 'never',
  },
  'approval.void': {
    status: 409,
    title: 'Who asked for it may not do it any more',
    remedy: 'Nothing was carried out, and the request no longer waits. Somebody who may do it asks anew.',
    next: 'never',
  },
  'approval.own': {
    status: 403,
    title: 'Nobody decides on what they asked for themselves',
    remedy: 'Have somebody else with the permission approvals:decide in the project decide.',
    next: 'never',
  },
} as const;
