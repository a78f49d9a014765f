import type { LabCredential } from '../../../contract/lab.ts';

const read = ['System.Anonymous', 'System.View', 'System.Read'];

/** The least that a migration by change tracking needs: what docs tell operators to grant. */
const migrator = [
  ...read,
  'VirtualMachine.Config.ChangeTracking',
  'VirtualMachine.State.CreateSnapshot',
  'VirtualMachine.State.RemoveSnapshot',
  'VirtualMachine.Provisioning.DiskRandomRead',
  'VirtualMachine.Provisioning.DiskRandomAccess',
  'VirtualMachine.Provisioning.GetVmFiles',
  'VirtualMachine.Config.DiskLease',
  'VirtualMachine.Interact.PowerOff',
  'VirtualMachine.Interact.PowerOn',
  'Datastore.Browse',
  'Datastore.FileManagement',
  'VApp.Export',
  'Global.CancelTask',
];

/** One account of the simulated vCenter; its role holds on the root folder and propagates. */
export interface User {
  username: string;
  password: string;
  role: LabCredential['role'];
}

export function hasPrivilege(user: User, privilege: string): boolean {
  if (user.role === 'administrator') return true;
  return (user.role === 'migrator' ? migrator : read).includes(privilege);
}
