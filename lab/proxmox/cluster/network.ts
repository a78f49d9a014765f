/** A row of `GET /nodes/N/network`. */
export interface NetworkInterface {
  iface: string;
  type: 'bridge' | 'eth' | 'bond' | 'vlan';
  active: 0 | 1;
  autostart: 0 | 1;
  method: 'static' | 'manual';
  method6: 'manual';
  families: string[];
  priority: number;
  bridge_ports?: string;
  bridge_stp?: 'off';
  bridge_fd?: string;
  bridge_vlan_aware?: 1;
  bridge_vids?: string;
  cidr?: string;
  address?: string;
  netmask?: string;
  gateway?: string;
  exists?: 1;
}

/** The same on every node: an untagged bridge, a VLAN-aware one, and the cards under them. */
export interface Network {
  readonly interfaces: readonly NetworkInterface[];
  hasBridge(name: string): boolean;
  isVlanAware(name: string): boolean;
}

export function createNetwork(): Network {
  const interfaces: NetworkInterface[] = [
    card('eno1', 3),
    card('eno2', 4),
    {
      iface: 'vmbr0',
      type: 'bridge',
      active: 1,
      autostart: 1,
      method: 'static',
      method6: 'manual',
      families: ['inet'],
      priority: 5,
      bridge_ports: 'eno1',
      bridge_stp: 'off',
      bridge_fd: '0',
      cidr: '192.0.2.11/24',
      address: '192.0.2.11',
      netmask: '24',
      gateway: '192.0.2.1',
    },
    {
      iface: 'vmbr1',
      type: 'bridge',
      active: 1,
      autostart: 1,
      method: 'manual',
      method6: 'manual',
      families: ['inet'],
      priority: 6,
      bridge_ports: 'eno2',
      bridge_stp: 'off',
      bridge_fd: '0',
      bridge_vlan_aware: 1,
      bridge_vids: '2-4094',
    },
  ];
  const bridge = (name: string) => interfaces.find((entry) => entry.type === 'bridge' && entry.iface === name);
  return {
    interfaces,
    hasBridge: (name) => bridge(name) !== undefined,
    isVlanAware: (name) => bridge(name)?.bridge_vlan_aware === 1,
  };
}

function card(iface: string, priority: number): NetworkInterface {
  return {
    iface,
    type: 'eth',
    active: 1,
    autostart: 0,
    method: 'manual',
    method6: 'manual',
    families: ['inet'],
    priority,
    exists: 1,
  };
}
