export const movers = {
  title: 'Movers',
  listening_one: '{{count}} node is served',
  listening_other: '{{count}} nodes are served',
  asOf: 'asked',
  refresh: 'Ask again',
  about:
    'A mover runs on a node of the target and writes into its volumes. Without one, a VM bound for the node goes by the staged route, and cold.',
  emptyTitle: 'No target yet',
  emptyText: 'Movers belong to the nodes of a Proxmox VE target. Add it as a connection first.',
  toConnections: 'To the connections',
  noNodes: 'The target tells of no node.',
  state: { listens: 'Listens', silent: 'Nobody listens', offline: 'Node offline' },
  queue: 'Task queue',
  mover: 'Mover',
  lastSeen: 'Asked for work',
  waiting: 'Waiting tasks',
  version: 'Version',
  versionUnknown: 'not told',
  otherVersion: 'The API is {{version}}. Run the same release on both.',
  gone: 'No longer asks',
  work: 'Migrations on this node',
  noWork: 'No open migration is bound for this node.',
  more_one: 'and {{count}} more',
  more_other: 'and {{count}} more',
  waitingNobody_one: '{{count}} task waits and nobody takes it up.',
  waitingNobody_other: '{{count}} tasks wait and nobody takes them up.',
  install: 'How to install one',
  installTitle: 'A mover on {{node}}',
  installText: 'This page looks every five seconds while this is open.',
  installed: 'A mover listens on {{node}}.',
  step: {
    prepare:
      'On {{node}}, as root: install Node 24 and qemu-utils, and put the checkout of Drover {{version}} there with npm ci.',
    secrets:
      'Copy the key file of the API there, and a file with the password of the database, readable by root alone. Without the same key the mover cannot open the stored passwords.',
    start:
      'Start it in the checkout. Put your own values in place of the words in capitals, and name as few folders as hold the storages that you migrate to.',
    reach:
      'The node has to reach Temporal, PostgreSQL, the vCenter, its ESXi hosts for exports, and the artifact store.',
  },
  trust:
    'The mover can open the stored passwords of both sides and write to every volume below its folders. Treat the node accordingly.',
} as const;
