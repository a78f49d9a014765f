export const residue = {
  remove: 'Remove what is left',
  removeShort: 'Remove',
  title: 'Remove what the migration of {{vm}} has left?',
  text: 'Only what Drover made and marked is removed, and change tracking that it switched on goes off; the VM that a completed migration made stays.',
  lostText:
    'The database knows no migration of this id, so only the marks tell that it is ours. Be sure that no other Drover works on the same vCenter: what is removed may be in use there.',
} as const;
