import type { Finding } from '../../contract/finding.ts';
import type { TargetStorage } from '../../contract/targetFacts.ts';
import { chooseNode, findStorage, placeDisks, storageOf, targetName } from '../mapping.ts';
import type { Approach, PreflightFacts } from './facts.ts';
import { blocker, info, warning, when } from './finding.ts';

export function targetFindings(facts: PreflightFacts, approach: Approach): Finding[] {
  const node = chooseNode(facts.plan, facts.target);
  if (node === null) {
    const names = facts.target.nodes.filter((entry) => entry.online).map((entry) => entry.name);
    return [
      blocker(
        'target.node-unclear',
        'target',
        `Nodes online: ${names.join(', ') || 'none'}.`,
        'Name the node in the plan.',
      ),
    ];
  }
  return [
    ...nodeFindings(facts, node),
    ...nameFindings(facts),
    ...storageFindings(facts, node, approach),
    ...(approach.route === 'staged' ? stagingFindings(facts, node) : []),
  ];
}

function nodeFindings({ target, plan }: PreflightFacts, node: string): Finding[] {
  const found = target.nodes.find((entry) => entry.name === node);
  return when(
    [
      found === undefined,
      () => blocker('target.node-missing', node, 'There is no such node.', 'Choose one of the cluster.'),
    ],
    [
      found?.online === false,
      () => blocker('target.node-offline', node, 'The node is offline.', 'Start it, or choose another.'),
    ],
    [
      plan.target.pool !== undefined && !target.pools.includes(plan.target.pool),
      () =>
        blocker('target.pool-missing', plan.target.pool ?? '', 'There is no such pool.', 'Make it, or leave it out.'),
    ],
  );
}

function nameFindings({ target, plan, vm }: PreflightFacts): Finding[] {
  const name = targetName(plan, vm);
  const twin = target.guests.find((guest) => guest.name === name);
  const taken = target.guests.find((guest) => guest.vmid === plan.target.vmid);
  return when(
    [
      taken !== undefined,
      () =>
        blocker(
          'target.vmid-taken',
          String(plan.target.vmid),
          `It belongs to ${taken?.name}.`,
          'Choose another id, or leave it out.',
        ),
    ],
    [
      twin !== undefined,
      () => blocker('target.name-taken', name, `VM ${twin?.vmid} has this name.`, 'Give another name in the plan.'),
    ],
    [
      name !== (plan.target.name ?? vm.name),
      () =>
        info(
          'target.name-changed',
          name,
          `"${plan.target.name ?? vm.name}" is no DNS name.`,
          'The target is called by this name.',
        ),
    ],
  );
}

function storageFindings(facts: PreflightFacts, node: string, approach: Approach): Finding[] {
  const placements = placeDisks(facts.plan, facts.vm, facts.target, node);
  const names = [...new Set(placements.map((placement) => placement.storage))];
  return names.flatMap((name) => {
    const storage = findStorage(facts.target, node, name);
    if (storage === undefined) {
      return [
        blocker(
          'target.storage-missing',
          name,
          `Node ${node} has no such storage, or the login may not see it.`,
          'Choose another, or grant Datastore.Audit.',
        ),
      ];
    }
    const here = placements.filter((placement) => placement.storage === name);
    const ids = new Set(here.map((placement) => placement.diskId));
    const needed = facts.vm.disks.filter((disk) => ids.has(disk.id)).reduce((sum, disk) => sum + disk.capacityBytes, 0);
    // Both are needed at once: an image is deleted only after its import.
    const staged = approach.route === 'staged' && name === facts.plan.target.stagingStorage ? largestDisk(facts) : 0;
    const wrong = here.find((placement) => !storage.formats.includes(placement.format));
    return [
      ...takes(storage, 'images'),
      ...holds(storage, needed + staged),
      ...when([
        wrong !== undefined,
        () =>
          blocker('target.format', name, `It cannot hold ${wrong?.format}.`, `Choose ${storage.formats.join(' or ')}.`),
      ]),
    ];
  });
}

function stagingFindings(facts: PreflightFacts, node: string): Finding[] {
  const name = facts.plan.target.stagingStorage;
  if (name === undefined) {
    return [
      blocker(
        'target.staging-unnamed',
        'target',
        'The staged route needs a storage with `import` content.',
        'Name `target.stagingStorage` in the plan.',
      ),
    ];
  }
  const storage = findStorage(facts.target, node, name);
  if (storage === undefined) {
    return [blocker('target.storage-missing', name, `Node ${node} has no such storage.`, 'Choose another.')];
  }
  const alsoDisks = facts.vm.disks.some((disk) => storageOf(facts.plan, disk.id) === name);
  return [...takes(storage, 'import'), ...(alsoDisks ? [] : holds(storage, largestDisk(facts)))];
}

/** Images are fetched and imported one after another. */
function largestDisk({ vm }: PreflightFacts): number {
  return Math.max(0, ...vm.disks.map((disk) => disk.capacityBytes));
}

function takes(storage: TargetStorage, content: string): Finding[] {
  return when(
    [
      !storage.active,
      () => blocker('target.storage-inactive', storage.name, 'It is not active on the node.', 'Bring it up.'),
    ],
    [
      storage.active && !storage.content.includes(content),
      () =>
        blocker(
          'target.storage-content',
          storage.name,
          `It does not take ${content}; it takes ${storage.content.join(', ')}.`,
          `Enable ${content} on it, or choose another.`,
        ),
    ],
  );
}

function holds(storage: TargetStorage, needed: number): Finding[] {
  const free = storage.availableBytes;
  const overcommits = /thin|zfs|rbd/.test(storage.type);
  return when(
    [
      storage.active && needed > free && !overcommits,
      () =>
        blocker(
          'target.storage-full',
          storage.name,
          `${needed} bytes needed, ${free} free.`,
          'Free space, or choose another.',
        ),
    ],
    [
      storage.active && needed > free && overcommits,
      () =>
        warning(
          'target.storage-overcommitted',
          storage.name,
          `${needed} bytes needed, ${free} free in a pool that overcommits.`,
          'It fills up if the data does not compress or has no holes: watch it, or choose another.',
        ),
    ],
  );
}
