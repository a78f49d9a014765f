export const residue = {
  remove: 'Remove what is left',
  title: 'Remove what the migration of {{vm}} has left?',
  text: 'Only what Drover made and marked is removed; the VM that a completed migration made stays.',
} as const;
