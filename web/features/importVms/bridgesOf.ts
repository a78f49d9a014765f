import type { VmOverrides } from '../../../contract/bulkPlan.ts';

type Networks = NonNullable<VmOverrides['networks']>;

/**
 * What a cell says of the bridges of a VM: one bridge, for a VM with one network, or `NETWORK=BRIDGE; NETWORK=BRIDGE`.
 * @returns null when it does not say which network is meant
 */
export function bridgesOf(cell: string, networks: string[] | undefined): Networks | null {
  if (!cell.includes('=')) {
    const [network, ...others] = networks ?? [];
    return network === undefined || others.length > 0 ? null : [{ network, bridge: cell }];
  }
  const rows = cell.split(';').map((pair) => {
    const at = pair.lastIndexOf('=');
    return { network: pair.slice(0, at).trim(), bridge: pair.slice(at + 1).trim() };
  });
  const named = new Set(rows.map(({ network }) => network));
  const complete = rows.every(({ network, bridge }) => network !== '' && bridge !== '');
  return complete && named.size === rows.length ? rows : null;
}
