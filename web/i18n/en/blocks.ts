export const blocks = {
  title: 'Block map',
  asOf: 'As of',
  cell: '{{size}} a cell',
  shares: 'Share of {{disk}} by state',
  picture: 'Block map of {{disk}}; the shares of each state are in the list below',
  range: '{{from}} to {{to}}: {{state}}',
  state: {
    waiting: 'Not copied yet',
    partial: 'Being copied',
    zero: 'Zero',
    copied: 'Copied',
    changed: 'Changed in the last round',
    verified: 'Verified',
    'verified-zero': 'Zero, verified',
    differs: 'Differs',
  },
} as const;
