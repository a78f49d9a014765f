import type { Finding } from '../../contract/finding.ts';
import type { NicSpec } from '../../contract/vm.ts';
import { chooseNode } from '../mapping.ts';
import type { PreflightFacts } from './facts.ts';
import { blocker, info, warning, when } from './finding.ts';

const keptModels = new Set<NicSpec['model']>(['vmxnet3', 'e1000', 'e1000e']);

export function networkFindings(facts: PreflightFacts): Finding[] {
  return facts.vm.nics.flatMap((nic) => [...modelFindings(nic, facts), ...mappingFindings(nic, facts)]);
}

function modelFindings(nic: NicSpec, { plan }: PreflightFacts): Finding[] {
  return when(
    [
      nic.model === 'sriov',
      () => blocker('nic.sriov', nic.label, 'It is bound to a device of its host.', 'Replace it by a vmxnet3 adapter.'),
    ],
    [
      nic.model !== 'sriov' && plan.hardware.nic === 'keep' && !keptModels.has(nic.model),
      () =>
        warning(
          'nic.model',
          nic.label,
          `The target has no ${nic.model}; it becomes vmxnet3.`,
          'Check that the guest has the driver.',
        ),
    ],
    [
      !nic.connected,
      () => info('nic.disconnected', nic.label, 'It is not connected.', 'Its link stays down on the target.'),
    ],
  );
}

function mappingFindings(nic: NicSpec, { plan, target }: PreflightFacts): Finding[] {
  const mapping = plan.networks.find((network) => network.network === nic.network);
  if (mapping === undefined) {
    return [
      blocker(
        'network.unmapped',
        nic.label,
        `Its network "${nic.network}" has no bridge in the plan.`,
        'Add it to `networks` of the plan.',
      ),
    ];
  }
  const node = chooseNode(plan, target);
  const bridge = target.bridges.find((entry) => entry.name === mapping.bridge && entry.node === node);
  return when(
    [
      node !== null && bridge === undefined,
      () =>
        blocker(
          'network.bridge-missing',
          nic.label,
          `Node ${node} has no bridge ${mapping.bridge}.`,
          'Choose one of the node, or make it.',
        ),
    ],
    [
      bridge !== undefined && !bridge.active,
      () =>
        blocker(
          'network.bridge-inactive',
          nic.label,
          `Bridge ${mapping.bridge} is not active.`,
          'Bring it up on the node.',
        ),
    ],
    [
      bridge !== undefined && mapping.vlan !== undefined && !bridge.vlanAware,
      () =>
        warning(
          'network.vlan-unaware',
          nic.label,
          `Bridge ${mapping.bridge} is not VLAN aware; a tag makes a bridge of its own.`,
          'Make the bridge VLAN aware, or leave the tag out.',
        ),
    ],
  );
}
