import { isVmid } from '../plan/vmEdit.ts';
import { type WrongCutover, wrongCutover } from '../plans/cutoverText.ts';
import type { Draft } from './draft.ts';

export type Wrong = 'targetName' | 'vmid' | 'vlan' | 'cpuType' | WrongCutover;

/** What cannot be, by field: `networks.NAME` for the VLAN of a network. */
export function wrongFields(draft: Draft): Map<string, Wrong> {
  const { name, vmid, networks, hardware, strategy, cutover } = draft;
  const wrong = new Map<string, Wrong>();
  if (name.trim() !== '' && !/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/i.test(name.trim()))
    wrong.set('name', 'targetName');
  if (!isVmid(vmid.trim())) wrong.set('vmid', 'vmid');
  if (hardware.cpuType.trim() === '') wrong.set('hardware.cpuType', 'cpuType');
  for (const [network, { vlan }] of Object.entries(networks)) {
    if (vlan !== '' && !(/^\d{1,4}$/.test(vlan) && Number(vlan) >= 1 && Number(vlan) <= 4094)) {
      wrong.set(`networks.${network}`, 'vlan');
    }
  }
  if (strategy === 'cold') return wrong;
  const cutoverIs = wrongCutover(cutover);
  if (cutoverIs !== null) wrong.set(cutoverIs, cutoverIs);
  return wrong;
}
