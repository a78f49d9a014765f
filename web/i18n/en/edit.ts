export const edit = {
  changedBy: '{{who}} has saved changes since this edit began',
  nothingShown: 'What they changed is not on this form, and stays.',
  fromTo: 'was {{before}}, is now {{theirs}}',
  contested: 'your edit says {{mine}}',
  putOnTop: 'Put my edit on top',
  takeTheirs: 'Drop my edit',
  hint: 'Nothing is saved yet. On top: what you did not touch follows them, what you changed stays as you have it; then save.',
} as const;
